use std::path::Path;
fn main() {
    let s = ashore::source::read_folder(Path::new("rules")).unwrap();
    let c = ashore::check::check(s);
    print!("{}", ashore::diagnostic::render(&c.diagnostics, &c.sources, Default::default()));
    println!("{} {}", c.diagnostics.len(), c.rules.is_some());
}
