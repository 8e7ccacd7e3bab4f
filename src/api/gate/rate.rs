//! How often: requests of a key, requests of an address where no key is asked for, and bad keys from one address. What is
//! remembered is bounded, however many addresses there are.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, Quota};

use super::settings::GateSettings;

/// How many addresses are told apart. Past that, those that were quiet are forgotten; if none were, all share one account
/// until some are.
const MOST_PEERS: usize = 65_536;
/// The account that all share then.
const CROWD: IpAddr = IpAddr::V4(Ipv4Addr::BROADCAST);
/// How many bad keys of one address are answered at once before the rate counts.
const BAD_KEYS_AT_ONCE: u32 = 20;

/// A request that came too soon after others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::api) struct TooFast {
    /// What was counted.
    pub(in crate::api) of: Counted,
    /// How many are let through in a minute.
    pub(in crate::api) per_minute: u32,
    /// How many may come at once.
    pub(in crate::api) at_once: u32,
    /// After how many seconds one more is let through; never none.
    pub(in crate::api) wait_seconds: u64,
}

/// What was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::api) enum Counted {
    /// Requests with this key.
    Key,
    /// Requests from this address.
    Peer,
    /// Missing and bad keys from this address.
    BadKeys,
}

/// How often a key may ask that has no rate of its own.
#[derive(Debug, Clone, Copy)]
pub(super) struct KeyRate {
    per_minute: u32,
    at_once: u32,
}

impl KeyRate {
    pub(super) fn new(settings: &GateSettings) -> Self {
        Self { per_minute: settings.rate_per_minute, at_once: settings.rate_burst }
    }

    /// The account of a key, with the rate it was given or that of the service; nothing where there is no limit.
    pub(super) fn account(self, given: Option<u32>) -> Option<Account> {
        Rate::new(given.unwrap_or(self.per_minute), self.at_once).map(Account::new)
    }
}

/// What addresses may do.
pub(super) struct Rates {
    peers: Option<Peers>,
    bad_keys: Option<Peers>,
}

impl Rates {
    pub(super) fn new(settings: &GateSettings) -> Self {
        Self {
            peers: Rate::new(settings.rate_per_minute, settings.rate_burst).map(Peers::new),
            bad_keys: Rate::new(settings.bad_keys_per_minute, BAD_KEYS_AT_ONCE).map(Peers::new),
        }
    }

    /// A request from an address that needs no key. This machine is let through: whoever is on it is the operator, or a
    /// gateway that all others come through.
    pub(super) fn peer(&self, peer: Option<IpAddr>) -> Result<(), TooFast> {
        match (&self.peers, peer.map(|peer| peer.to_canonical())) {
            (Some(peers), Some(peer)) if !peer.is_loopback() => peers.count(peer, Counted::Peer),
            _ => Ok(()),
        }
    }

    /// A missing or bad key from an address.
    pub(super) fn failure(&self, peer: IpAddr) -> Result<(), TooFast> {
        self.bad_keys.as_ref().map_or(Ok(()), |peers| peers.count(peer.to_canonical(), Counted::BadKeys))
    }
}

/// So many in a minute, so many at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rate {
    per_minute: NonZeroU32,
    at_once: NonZeroU32,
}

impl Rate {
    /// Nothing where there is no limit.
    fn new(per_minute: u32, at_once: u32) -> Option<Self> {
        let at_once = NonZeroU32::new(at_once).unwrap_or(NonZeroU32::MIN);
        NonZeroU32::new(per_minute).map(|per_minute| Self { per_minute, at_once })
    }

    fn quota(self) -> Quota {
        Quota::per_minute(self.per_minute).allow_burst(self.at_once)
    }

    fn exceeded(self, of: Counted, wait: Duration) -> TooFast {
        // Whole seconds, and one more for what is cut off: too early would be refused again.
        let wait_seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        let (per_minute, at_once) = (self.per_minute.get(), self.at_once.get());
        TooFast { of, per_minute, at_once, wait_seconds: wait_seconds.max(1) }
    }
}

/// What one key has used of its rate.
#[derive(Clone)]
pub(super) struct Account {
    rate: Rate,
    used: Arc<DefaultDirectRateLimiter>,
}

impl Account {
    fn new(rate: Rate) -> Self {
        Self { rate, used: Arc::new(DefaultDirectRateLimiter::direct(rate.quota())) }
    }

    /// Whether it is kept by the same rate.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.rate == other.rate
    }

    pub(super) fn count(&self) -> Result<(), TooFast> {
        let now = DefaultClock::default();
        self.used.check().map_err(|until| self.rate.exceeded(Counted::Key, until.wait_time_from(now.now())))
    }
}

/// What each address has used.
struct Peers {
    rate: Rate,
    used: DefaultKeyedRateLimiter<IpAddr>,
    most: usize,
    since: Instant,
    /// The second after the start in which quiet ones were forgotten last.
    tidied: AtomicU64,
}

impl Peers {
    fn new(rate: Rate) -> Self {
        let used = DefaultKeyedRateLimiter::keyed(rate.quota());
        Self { rate, used, most: MOST_PEERS, since: Instant::now(), tidied: AtomicU64::new(0) }
    }

    fn count(&self, peer: IpAddr, of: Counted) -> Result<(), TooFast> {
        let account = self.account(peer);
        let now = DefaultClock::default();
        self.used.check_key(&account).map_err(|until| self.rate.exceeded(of, until.wait_time_from(now.now())))
    }

    fn account(&self, peer: IpAddr) -> IpAddr {
        if self.used.len() < self.most {
            return network(peer);
        }
        // Going through all of them for each request would be a way to keep us busy.
        let second = self.since.elapsed().as_secs() + 1;
        if self.tidied.swap(second, Ordering::Relaxed) != second {
            self.used.retain_recent();
            self.used.shrink_to_fit();
        }
        if self.used.len() < self.most { network(peer) } else { CROWD }
    }
}

/// Whom an address stands for: of IPv6 one household or office has a whole network of 64 bits.
fn network(peer: IpAddr) -> IpAddr {
    match peer {
        IpAddr::V4(_) => peer,
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peers(most: usize) -> Peers {
        Peers { most, ..Peers::new(Rate::new(1, 2).unwrap()) }
    }

    fn let_in(peers: &Peers, address: &str) -> bool {
        peers.count(address.parse().unwrap(), Counted::Peer).is_ok()
    }

    #[test]
    fn each_address_has_its_own_account_and_a_network_of_ipv6_has_one() {
        let peers = peers(100);
        assert!(let_in(&peers, "192.0.2.1") && let_in(&peers, "192.0.2.1"));
        assert!(!let_in(&peers, "192.0.2.1"), "two at once, one a minute");
        assert!(let_in(&peers, "192.0.2.2"));
        assert!(let_in(&peers, "2001:db8::1") && let_in(&peers, "2001:db8::ffff:2"));
        assert!(!let_in(&peers, "2001:db8:0:0:1234::3"), "the same network");
        assert!(let_in(&peers, "2001:db8:0:1::1"), "the next one");
    }

    #[test]
    fn a_flood_of_addresses_is_remembered_no_further_than_the_bound() {
        let peers = peers(100);
        let let_in =
            (0..10_000_u32).filter(|n| peers.count(IpAddr::V4(Ipv4Addr::from_bits(*n)), Counted::Peer).is_ok());
        assert_eq!(let_in.count(), 102, "a hundred by themselves, and two of the crowd");
        assert!(peers.used.len() <= 101, "{}", peers.used.len());
    }

    #[test]
    fn whoever_is_too_fast_is_told_whole_seconds_and_never_none() {
        let rate = Rate::new(600, 1).unwrap();
        for (millis, seconds) in [(0, 1), (1, 1), (1_000, 1), (1_001, 2), (59_999, 60)] {
            assert_eq!(rate.exceeded(Counted::Key, Duration::from_millis(millis)).wait_seconds, seconds, "{millis} ms");
        }
    }
}
