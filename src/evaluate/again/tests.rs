use super::*;
use crate::check::check;
use crate::engine::{Engine, Explain};
use crate::evaluate::values_at;
use crate::fact::FactScope;
use crate::fact::LIMITS;
use crate::source::read_folder;

/// Numbers that look random and are the same every time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n.max(1)
    }
}

/// Over the portfolios of the lawyers' cases: any given fact of anybody set to another value, or taken away, comes out as
/// if everything were evaluated from the beginning.
#[test]
fn looking_again_finds_what_an_evaluation_from_the_beginning_finds() {
    let engine = Engine::new(check(read_folder("rules".as_ref()).unwrap()).rules.unwrap());
    let (program, set) = (engine.program(), engine.rules());
    let given: Vec<FactId> = set.vocabulary.iter().filter(|(_, f)| f.derived.is_none()).map(|(id, _)| id).collect();
    let mut numbers = Numbers(20_261_122);
    let (mut tried, mut turned) = (0, 0);
    for case in set.cases.iter().step_by(3) {
        let Ok(portfolio) = engine.read(&case.portfolio(), &LIMITS) else { continue };
        let outcomes = engine.outcomes(portfolio.clone(), Explain::Findings);
        let base = Session::over(program, &outcomes);
        let mut again = Again::new(&base, &outcomes);
        for _ in 0..4 {
            let fact = given[numbers.below(given.len())];
            let declared = set.vocabulary.get(fact).unwrap();
            let subjects: Vec<Subject> = match declared.scope {
                FactScope::Household => vec![Subject::Household],
                FactScope::Debt => portfolio.debt_subjects().collect(),
                FactScope::Contact => portfolio.contact_subjects().collect(),
            };
            if subjects.is_empty() {
                continue;
            }
            let subject = subjects[numbers.below(subjects.len())];
            let values = values_at(declared, &[], vec!["再不还就上门".into()], portfolio.as_of);
            let cell = match numbers.below(values.len() + 1) {
                n if n < values.len() => Cell::Known(values[n].clone()),
                _ => Cell::Blank,
            };
            let change = Given { fact, subject, cell };
            let mut from_the_beginning = portfolio.clone();
            from_the_beginning.set(&set.vocabulary, fact, subject, change.cell.clone());
            let expected = evaluate(program, from_the_beginning, false);
            again.with(std::slice::from_ref(&change), |scenario| {
                let what = format!("{}: {} of {subject:?} = {:?}", case.name, declared.name, change.cell);
                assert_eq!(scenario.session.portfolio, &expected.portfolio, "the facts, {what}");
                let found: Vec<&Outcome> = scenario.outcomes();
                let wanted: Vec<&Outcome> = expected.outcomes.iter().collect();
                assert_eq!(found, wanted, "the outcomes, {what}");
                turned += usize::from(!scenario.turned().is_empty());
            });
            tried += 1;
        }
        assert_eq!(&again.scratch, &outcomes.portfolio, "nothing is left behind, {}", case.name);
    }
    assert!(tried > 1_500, "{tried} changes were tried");
    assert!(turned > 200, "{turned} changes turned a rule");
}
