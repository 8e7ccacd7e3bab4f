//! Taking up changed rules, asked for and by itself. Waiting is always for something to be seen, never for a time.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::*;
use crate::api::reload::{Outcome, Refusal};
use crate::check::Checked;
use crate::source::Sources;

/// Long enough for a machine that is busy with everything else.
const PATIENCE: Duration = Duration::from_mins(2);
/// So seldom that what is seen was told by the system.
const SELDOM: Duration = Duration::from_hours(1);
const OFTEN: Duration = Duration::from_millis(50);

/// A service on a copy of the shipped rules in a folder of its own.
struct Copy {
    top: PathBuf,
    state: web::Data<State>,
}

const PROCEDURE: &str = "cn/values/procedure.yaml";

impl Copy {
    /// `below` names the rule folder within the folder of the test.
    fn new(name: &str, below: &str) -> Self {
        let top = std::env::temp_dir().join(format!("ashore-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&top);
        write_rules(&top.join(below));
        let state = Self::serving(&top.join(below));
        Self { top, state }
    }

    fn serving(folder: &Path) -> web::Data<State> {
        web::Data::new(State::new(ENGINE.clone(), folder.to_owned(), Settings::default()))
    }

    fn rules(&self) -> PathBuf {
        self.state.reloader.folder().to_owned()
    }

    fn follow(&self, every: Duration) -> Follower {
        Follower::start(self.state.reloader.clone(), every).unwrap()
    }

    /// The days of answering a complaint that are in use.
    fn days(&self) -> String {
        let engine = self.state.running.engine();
        let (_, file) = engine.rules().sources.iter().find(|(_, f)| f.path == PROCEDURE).unwrap();
        days(&file.text)
    }

    fn refused(&self) -> bool {
        self.state.running.now().refused().is_some()
    }

    fn reloads(&self) -> u64 {
        self.state.running.now().last.as_ref().map_or(0, |last| last.number)
    }

    fn wait(&self, what: &str, seen: impl Fn(&Self) -> bool) {
        let since = Instant::now();
        while !seen(self) {
            assert!(since.elapsed() < PATIENCE, "{what}; in use: {} days, refused: {}", self.days(), self.refused());
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.top);
    }
}

fn days(text: &str) -> String {
    let (_, after) = text.split_once("id: answer_days").unwrap();
    let (_, value) = after.split_once("value: ").unwrap();
    value.chars().take_while(char::is_ascii_alphanumeric).collect()
}

/// The file with another number of days.
fn procedure(days: &str) -> String {
    let (head, tail) = shipped(PROCEDURE).split_once("id: answer_days").unwrap();
    format!("{head}id: answer_days{}", tail.replacen("value: 15", &format!("value: {days}"), 1))
}

fn write_rules(to: &Path) {
    for (_, file) in ENGINE.rules().sources.iter() {
        let path = to.join(&file.path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, &file.text).unwrap();
    }
}

fn reload() -> TestRequest {
    TestRequest::post().uri("/v1/ruleset/reload")
}

#[actix_web::test]
async fn a_call_takes_up_what_the_folder_holds_and_refuses_mistakes() {
    let copy = Copy::new("call", "rules");
    let before = ENGINE.rules().digest.clone();
    let same = send_to(&copy.state, reload()).await;
    assert_eq!((same.status, &same.body["changed"]), (StatusCode::OK, &json!(false)), "{}", same.body);

    fs::write(copy.rules().join(PROCEDURE), procedure("16")).unwrap();
    let kept = copy.state.running.engine();
    let new = send_to(&copy.state, reload()).await;
    assert_eq!(new.body["changed"], true);
    assert_eq!(new.body["digest_before"], before.as_str());
    assert_eq!(new.body["digest_after"], new.body["ruleset"]["digest"]);
    assert_ne!(new.body["digest_after"], before.as_str());
    assert_eq!(kept.rules().digest, before, "who started with the old rules keeps them");
    assert_eq!(copy.days(), "16");

    fs::write(copy.rules().join(PROCEDURE), procedure("sixteen")).unwrap();
    let refused = send_to(&copy.state, reload().insert_header(("accept-language", "en"))).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.content_type, "application/problem+json");
    assert_eq!(refused.body["code"], "rules-refused");
    assert_eq!(refused.body["title"], "the rules were not taken up; mistakes: 1");
    let mistake = &refused.body["diagnostics"][0];
    assert_eq!((&mistake["code"], &mistake["file"]), (&json!("bad-value"), &json!(PROCEDURE)));
    assert_eq!(copy.days(), "16", "the rules before it stay in use");

    let ready = send_to(&copy.state, TestRequest::get().uri("/readyz")).await;
    assert_eq!((ready.status, &ready.body["status"]), (StatusCode::OK, &json!("ready")));
    assert_eq!(ready.body["reload"]["refused"], true);
    assert_eq!(ready.body["reload"]["errors"], 1);
    assert_eq!(ready.body["reload"]["first"], *mistake);
    let set = send_to(&copy.state, TestRequest::get().uri("/v1/ruleset")).await;
    let last = &set.body["last_reload"];
    assert_eq!(
        (&last["number"], &last["outcome"], &last["asked_by"]),
        (&json!(3), &json!("refused"), &json!("request"))
    );
    assert_eq!(last["diagnostics"], refused.body["diagnostics"]);
    assert_eq!(last["digest_before"], set.body["digest"]);

    fs::write(copy.rules().join(PROCEDURE), procedure("16")).unwrap();
    assert_eq!(send_to(&copy.state, reload()).await.body["changed"], false);
    let ready = send_to(&copy.state, TestRequest::get().uri("/readyz")).await;
    assert_eq!(ready.body["reload"], json!({ "refused": false, "errors": 0 }), "mended");
}

#[actix_web::test]
async fn a_folder_that_cannot_be_read_is_a_conflict_and_changes_nothing() {
    let copy = Copy::new("unreadable", "rules");
    let hidden = copy.top.join("elsewhere");
    fs::rename(copy.rules(), &hidden).unwrap();
    let gone = send_to(&copy.state, reload()).await;
    assert_eq!((gone.status, &gone.body["code"]), (StatusCode::CONFLICT, &json!("rules-unreadable")), "{}", gone.body);
    assert!(gone.body["title"].as_str().unwrap().starts_with("无法读取"), "{}", gone.body);
    let ready = send_to(&copy.state, TestRequest::get().uri("/readyz")).await;
    assert_eq!(ready.body["reload"]["refused"], true);
    assert_eq!(ready.body["reload"]["problem"]["zh"], gone.body["title"]);
    fs::rename(hidden, copy.rules()).unwrap();
    assert_eq!(send_to(&copy.state, reload()).await.status, StatusCode::OK);
}

#[actix_web::test]
async fn calls_at_the_same_time_take_turns_and_agree() {
    let copy = Copy::new("together", "rules");
    fs::write(copy.rules().join(PROCEDURE), procedure("17")).unwrap();
    let (a, b, c) = futures_util::future::join3(
        send_to(&copy.state, reload()),
        send_to(&copy.state, reload()),
        send_to(&copy.state, reload()),
    )
    .await;
    let changed = [&a, &b, &c].iter().filter(|sent| sent.body["changed"] == true).count();
    assert_eq!(changed, 1, "one of them swapped, the others found it done");
    for sent in [a, b, c] {
        assert_eq!(sent.status, StatusCode::OK);
        assert_eq!(sent.body["digest_after"], copy.state.running.now().digest());
    }
}

#[test]
fn a_panic_while_checking_refuses_the_rules_and_kills_nothing() {
    let copy = Copy::new("panic", "rules");
    let breaks: fn(Sources) -> Checked = |_| panic!("a check with a fault");
    let reloader = Reloader::new(copy.rules(), copy.state.running.clone(), copy.state.metrics.clone(), breaks);
    fs::write(copy.rules().join(PROCEDURE), procedure("18")).unwrap();
    let now = reloader.reload();
    assert_eq!(now.last.as_ref().unwrap().outcome, Outcome::Refused(Refusal::Failed));
    assert_eq!(copy.days(), "15");
    assert_eq!(reloader.reload().last.as_ref().unwrap().number, 2, "the next one is not locked out");
    copy.state.reloader.reload();
    assert_eq!(copy.days(), "18");
}

#[test]
fn the_documentation_follows_the_rules() {
    let copy = Copy::new("documentation", "rules");
    let file = "cn/facts/debt.yaml";
    let text = shipped(file);
    let at = text.find("label:").unwrap();
    let (head, tail) = text.split_at(at);
    let (old, rest) = tail.split_once('\n').unwrap();
    assert!(!copy.state.running.now().document.json.contains("全新的说法"));
    fs::write(copy.rules().join(file), format!("{head}label: {{ zh: 全新的说法, en: brand new }}\n{rest}")).unwrap();
    let now = copy.state.reloader.reload();
    assert_eq!(now.last.as_ref().unwrap().outcome, Outcome::Swapped, "{old}: {:?}", now.last);
    assert!(now.document.json.contains("全新的说法"));
}

#[test]
fn a_save_in_place_and_a_save_by_rename_are_seen() {
    let copy = Copy::new("saves", "rules");
    let _follower = copy.follow(SELDOM);
    let file = copy.rules().join(PROCEDURE);
    fs::write(&file, procedure("16")).unwrap();
    copy.wait("a save in place", |c| c.days() == "16");
    // As vim and most editors do: a new file beside it, then a rename over it.
    let beside = copy.rules().join("cn/values/.procedure.yaml.swp");
    fs::write(&beside, procedure("17")).unwrap();
    fs::rename(&beside, &file).unwrap();
    copy.wait("a save by rename", |c| c.days() == "17");
    // Others move the old one away first.
    fs::rename(&file, copy.rules().join("cn/values/procedure.yaml~")).unwrap();
    fs::write(&file, procedure("18")).unwrap();
    copy.wait("a save with a backup", |c| c.days() == "18");
    assert!(!copy.refused());
}

#[test]
fn a_new_file_in_a_new_folder_is_seen() {
    let copy = Copy::new("new-folder", "rules");
    let _follower = copy.follow(SELDOM);
    let folder = copy.rules().join("cn/more/still");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("x.yaml"), "rulez: []\n").unwrap();
    copy.wait("a mistake in it", Copy::refused);
    fs::write(folder.join("x.yaml"), "# nothing\n").unwrap();
    copy.wait("mended", |c| !c.refused());
    fs::remove_dir_all(copy.rules().join("cn/more")).unwrap();
    copy.wait("gone again", |c| c.state.running.now().digest() == ENGINE.rules().digest);
}

#[test]
fn a_half_written_file_is_refused_and_taken_up_once_it_is_finished() {
    use std::io::Write;
    let copy = Copy::new("half", "rules");
    let _follower = copy.follow(SELDOM);
    let whole = procedure("16");
    let half = whole.find("value: 16").unwrap() + "value".len();
    let mut file = fs::File::create(copy.rules().join(PROCEDURE)).unwrap();
    file.write_all(&whole.as_bytes()[..half]).unwrap();
    copy.wait("half of it", Copy::refused);
    assert_eq!(copy.days(), "15", "the old rules answer meanwhile");
    file.write_all(&whole.as_bytes()[half..]).unwrap();
    drop(file);
    copy.wait("all of it", |c| c.days() == "16" && !c.refused());
}

#[test]
fn a_deleted_folder_is_refused_and_watched_again_when_it_returns() {
    let copy = Copy::new("deleted", "rules");
    let _follower = copy.follow(SELDOM);
    fs::write(copy.rules().join(PROCEDURE), procedure("15 ")).unwrap();
    copy.wait("a save, so that it is watched", |c| c.reloads() == 1);
    fs::remove_dir_all(copy.rules()).unwrap();
    copy.wait("its end", Copy::refused);
    assert_eq!(copy.days(), "15");
    // Whatever was still to be told of the end has been told by now.
    std::thread::sleep(Duration::from_secs(1));
    write_rules(&copy.rules());
    copy.wait("its return", |c| !c.refused());
    // The folder is another one now; a save in it has to be seen too.
    fs::write(copy.rules().join(PROCEDURE), procedure("16")).unwrap();
    copy.wait("a save after its return", |c| c.days() == "16");
}

#[test]
fn a_hundred_saves_in_a_second_end_in_the_last_with_few_checks() {
    let copy = Copy::new("hundred", "rules");
    let _follower = copy.follow(SELDOM);
    for i in 1..=100 {
        fs::write(copy.rules().join(PROCEDURE), procedure(&(100 + i).to_string())).unwrap();
        std::thread::sleep(Duration::from_millis(10));
    }
    copy.wait("the last of them", |c| c.days() == "200");
    assert!(copy.reloads() <= 50, "coalesced, not one for each: {}", copy.reloads());
}

#[test]
fn a_folder_exchanged_behind_a_link_is_seen() {
    // As Kubernetes mounts a ConfigMap: files are links into `..data`, which is a link that is exchanged in one stroke.
    let top = std::env::temp_dir().join(format!("ashore-{}-configmap", std::process::id()));
    let _ = fs::remove_dir_all(&top);
    let mount = top.join("rules");
    write_rules(&mount.join("..2026_11_22_1"));
    symlink("..2026_11_22_1", mount.join("..data")).unwrap();
    symlink("..data/cn", mount.join("cn")).unwrap();
    let copy = Copy { state: Copy::serving(&mount), top };
    let _follower = copy.follow(SELDOM);
    for (version, days) in [("..2026_11_22_2", "16"), ("..2026_11_22_3", "17")] {
        write_rules(&mount.join(version));
        fs::write(mount.join(version).join(PROCEDURE), procedure(days)).unwrap();
        symlink(version, mount.join("..data_tmp")).unwrap();
        fs::rename(mount.join("..data_tmp"), mount.join("..data")).unwrap();
        copy.wait(version, |c| c.days() == days && !c.refused());
    }
}

#[test]
fn a_rule_folder_that_is_itself_a_link_can_be_exchanged() {
    let top = std::env::temp_dir().join(format!("ashore-{}-release", std::process::id()));
    let _ = fs::remove_dir_all(&top);
    write_rules(&top.join("v1"));
    write_rules(&top.join("v2"));
    fs::write(top.join("v2").join(PROCEDURE), procedure("16")).unwrap();
    symlink("v1", top.join("current")).unwrap();
    let copy = Copy { state: Copy::serving(&top.join("current")), top: top.clone() };
    let _follower = copy.follow(SELDOM);
    symlink("v2", top.join("next")).unwrap();
    fs::rename(top.join("next"), top.join("current")).unwrap();
    copy.wait("the exchange", |c| c.days() == "16");
    fs::write(top.join("v2").join(PROCEDURE), procedure("17")).unwrap();
    copy.wait("a save in the new folder", |c| c.days() == "17");
}

#[test]
fn what_the_system_does_not_tell_is_found_by_looking() {
    // Files behind a link into another folder are not watched.
    let top = std::env::temp_dir().join(format!("ashore-{}-looking", std::process::id()));
    let _ = fs::remove_dir_all(&top);
    write_rules(&top.join("store"));
    fs::create_dir_all(top.join("rules")).unwrap();
    symlink("../store/cn", top.join("rules/cn")).unwrap();
    let copy = Copy { state: Copy::serving(&top.join("rules")), top: top.clone() };
    let _follower = copy.follow(OFTEN);
    fs::write(top.join("store").join(PROCEDURE), procedure("16")).unwrap();
    copy.wait("found by looking", |c| c.days() == "16");
    // A file saved as it was is no change: nothing is swapped and nothing is counted.
    let (now, reloads) = (copy.state.running.engine(), copy.reloads());
    fs::write(top.join("store").join(PROCEDURE), procedure("16")).unwrap();
    assert!(copy.state.reloader.follow().is_none());
    assert!(Arc::ptr_eq(&now, &copy.state.running.engine()));
    assert_eq!(copy.reloads(), reloads);
}

async fn numbers(copy: &Copy) -> String {
    let service = init_service(application!(copy.state)).await;
    let response = call_service(&service, TestRequest::get().uri("/metrics").to_request()).await;
    assert_eq!(response.headers().get("content-type").unwrap(), "text/plain; version=0.0.4; charset=utf-8");
    String::from_utf8(read_body(response).await.to_vec()).unwrap()
}

#[actix_web::test]
async fn the_numbers_tell_which_rules_are_in_use_and_nothing_of_callers() {
    let copy = Copy::new("numbers", "rules");
    let old = ENGINE.rules().digest.as_str();
    let text = numbers(&copy).await;
    assert!(text.contains("ashore_ruleset_reloads_total{outcome=\"swapped\"} 0\n"), "{text}");
    assert!(text.contains("ashore_ruleset_last_reload_refused 0\n"), "{text}");
    assert!(text.contains(&format!("digest=\"{old}\"}} 1\n")), "{text}");

    send_to(&copy.state, reload()).await;
    fs::write(copy.rules().join(PROCEDURE), procedure("16")).unwrap();
    send_to(&copy.state, reload()).await;
    fs::write(copy.rules().join(PROCEDURE), procedure("x")).unwrap();
    send_to(&copy.state, reload()).await;
    send_to(&copy.state, TestRequest::get().uri("/v1/rules/complaint-served?zhang-san")).await;
    let odd = actix_web::http::Method::from_bytes(b"ZHANGSAN").unwrap();
    send_to(&copy.state, TestRequest::default().method(odd).uri("/zhang-san")).await;

    let text = numbers(&copy).await;
    for outcome in ["swapped", "refused", "unchanged"] {
        assert!(text.contains(&format!("ashore_ruleset_reloads_total{{outcome=\"{outcome}\"}} 1\n")), "{text}");
    }
    assert!(text.contains("ashore_ruleset_last_reload_refused 1\n"), "{text}");
    assert!(!text.contains(old), "the old rules leave no line behind: {text}");
    assert!(text.contains("route=\"/v1/rules/{id}\",method=\"GET\",status=\"200\"} 1\n"), "{text}");
    assert!(text.contains("route=\"(no route)\",method=\"other\",status=\"404\"} 1\n"), "{text}");
    assert!(
        text.contains("ashore_http_request_duration_seconds_count{route=\"/v1/ruleset/reload\",method=\"POST\"} 3\n")
    );
    assert!(!text.to_lowercase().contains("zhang"), "{text}");
}

#[actix_web::test]
async fn answers_fit_their_schemas() {
    let copy = Copy::new("schemas", "rules");
    let document: Value = serde_json::from_str(&copy.state.running.now().document.json).unwrap();
    let fits = |name: &str, sent: &Sent| {
        let reference = format!("#/components/schemas/{name}");
        let schema = json!({ "$ref": reference, "components": document["components"] });
        let schema = jsonschema::validator_for(&schema).unwrap();
        let problems: Vec<String> =
            schema.iter_errors(&sent.body).map(|e| format!("{} {e}", e.instance_path())).collect();
        assert_eq!(problems, Vec::<String>::new(), "{name}: {}", sent.body);
    };
    fs::write(copy.rules().join(PROCEDURE), procedure("16")).unwrap();
    fits("Reloaded", &send_to(&copy.state, reload()).await);
    fs::write(copy.rules().join(PROCEDURE), procedure("x")).unwrap();
    fits("Problem", &send_to(&copy.state, reload()).await);
    fits("Health", &send_to(&copy.state, TestRequest::get().uri("/readyz")).await);
    fits("RulesetView", &send_to(&copy.state, TestRequest::get().uri("/v1/ruleset")).await);
    let check = json!({ "files": [{ "path": "cn/x.yaml", "text": "rules: 1" }], "render": true }).to_string();
    let check = TestRequest::post().uri("/v1/rules/check").set_payload(check);
    fits("CheckView", &send_to(&copy.state, check).await);
}
