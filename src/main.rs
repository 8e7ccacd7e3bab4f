use std::path::Path;
fn main() {
    let s = ashore::source::read_folder(Path::new("rules")).unwrap();
    let c = ashore::check::check(s);
    print!("{}", ashore::diagnostic::render(&c.diagnostics, &c.sources, Default::default()));
    let Some(r)=c.rules else {return};
    let e = ashore::engine::Engine::new(r);
    let t=std::time::Instant::now();
    let v = ashore::trial::run(&e);
    let mut bad=0;
    for x in &v { if x.failures.is_empty(){continue}; bad+=1; println!("FAIL {} {}:{}", x.name, e.rules().sources.get(x.place.file).unwrap().path, x.place.span.line);
      for f in &x.failures { println!("   期望 {}\n   实际 {}", f.expected, f.actual);} }
    println!("{} cases, {} bad, {:?}", v.len(), bad, t.elapsed());
}
