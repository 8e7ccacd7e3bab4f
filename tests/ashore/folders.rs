//! Rule folders of any content: read whole, or refused with a reason, and always soon.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::channel;
use std::time::Duration;

use ashore::source::{read_folder, read_settled};

/// A fresh folder, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("ashore-folders-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The paths that are read, or the reason in English; waiting for ever fails the test.
fn read(folder: &Path) -> Result<Vec<String>, String> {
    let (done, result) = channel();
    let folder = folder.to_owned();
    std::thread::spawn(move || done.send(read_folder(&folder)));
    let read = result.recv_timeout(Duration::from_mins(1)).expect("reading ends");
    read.map(|s| s.iter().map(|(_, f)| f.path.clone()).collect()).map_err(|e| e.text().en)
}

struct Case {
    name: &'static str,
    prepare: fn(&Path),
    /// What is read, or a part of the reason.
    expected: Result<&'static [&'static str], &'static str>,
}

#[test]
fn whatever_stands_in_a_rule_folder_it_is_read_whole_or_refused_with_the_reason() {
    let cases = [
        Case { name: "nothing", prepare: |_| {}, expected: Err("no rule file (*.yaml) in") },
        Case {
            name: "a folder named like a file",
            prepare: |at| {
                fs::create_dir(at.join("x.yaml")).unwrap();
                fs::write(at.join("x.yaml/y.yaml"), "").unwrap();
            },
            expected: Ok(&["x.yaml/y.yaml"]),
        },
        Case {
            name: "hidden files and leftovers of editors",
            prepare: |at| {
                for name in ["x.yaml", ".x.yaml.swp", "x.yaml~", "#x.yaml#", "4913", ".y.yaml", "readme.md"] {
                    fs::write(at.join(name), "").unwrap();
                }
                symlink("nowhere@host.1:2", at.join(".#x.yaml")).unwrap();
            },
            expected: Ok(&["x.yaml"]),
        },
        Case {
            name: "a pipe",
            prepare: |at| {
                fs::write(at.join("a.yaml"), "").unwrap();
                assert!(Command::new("mkfifo").arg(at.join("x.yaml")).status().unwrap().success());
            },
            expected: Err("x.yaml is not a regular file"),
        },
        Case {
            name: "a device without end",
            prepare: |at| symlink("/dev/zero", at.join("x.yaml")).unwrap(),
            expected: Err("x.yaml is not a regular file"),
        },
        Case {
            name: "a link to nothing, as a file that vanished",
            prepare: |at| symlink("gone.yaml", at.join("x.yaml")).unwrap(),
            expected: Err("cannot read"),
        },
        Case {
            name: "a link to itself",
            prepare: |at| symlink("x.yaml", at.join("x.yaml")).unwrap(),
            expected: Err("cannot read"),
        },
        Case {
            name: "a link to the folder it stands in",
            prepare: |at| {
                fs::write(at.join("x.yaml"), "").unwrap();
                symlink(".", at.join("again")).unwrap();
            },
            expected: Err("again leads back to a folder it stands in"),
        },
        Case {
            name: "two folders that link to each other",
            prepare: |at| {
                fs::create_dir(at.join("a")).unwrap();
                fs::create_dir(at.join("b")).unwrap();
                symlink("../b", at.join("a/to-b")).unwrap();
                symlink("../a", at.join("b/to-a")).unwrap();
            },
            expected: Err("leads back to a folder it stands in"),
        },
        Case {
            name: "a maze of links without a circle",
            prepare: |at| {
                for level in 0..6 {
                    fs::create_dir(at.join(format!("l{level}"))).unwrap();
                    for door in 0..20 {
                        symlink(format!("../l{}", level + 1), at.join(format!("l{level}/d{door}"))).unwrap();
                    }
                }
                fs::create_dir(at.join("l6")).unwrap();
            },
            expected: Err("more than 20000 files and folders"),
        },
        Case {
            name: "folders too deep",
            prepare: |at| {
                fs::create_dir_all(at.join("1/2/3/4/5/6/7/8/9")).unwrap();
                fs::write(at.join("1/2/3/4/5/6/7/8/9/x.yaml"), "").unwrap();
            },
            expected: Err("stands at level 9, the limit is 8"),
        },
        Case {
            name: "folders as deep as they may be",
            prepare: |at| {
                fs::create_dir_all(at.join("1/2/3/4/5/6/7/8")).unwrap();
                fs::write(at.join("1/2/3/4/5/6/7/8/x.yaml"), "").unwrap();
            },
            expected: Ok(&["1/2/3/4/5/6/7/8/x.yaml"]),
        },
        Case {
            name: "2,001 files",
            prepare: |at| {
                for i in 0..2_001 {
                    fs::write(at.join(format!("{i}.yaml")), "").unwrap();
                }
            },
            expected: Err("at least 2001 files, the limit is 2000"),
        },
        Case {
            name: "a file of one byte too many",
            prepare: |at| fs::write(at.join("x.yaml"), vec![b' '; 1_048_577]).unwrap(),
            expected: Err("has 1048577 bytes, the limit is 1048576"),
        },
        Case {
            name: "a file of just the size",
            prepare: |at| fs::write(at.join("x.yaml"), vec![b' '; 1_048_576]).unwrap(),
            expected: Ok(&["x.yaml"]),
        },
        Case {
            name: "too much together",
            prepare: |at| {
                for i in 0..17 {
                    fs::write(at.join(format!("{i}.yaml")), vec![b' '; 1_048_576]).unwrap();
                }
            },
            expected: Err("bytes together, the limit is 16777216"),
        },
    ];
    for Case { name, prepare, expected } in cases {
        let folder = Folder::new("case");
        prepare(&folder.0);
        match (read(&folder.0), expected) {
            (Ok(paths), Ok(wanted)) => assert_eq!(paths, wanted, "{name}"),
            (Err(reason), Err(part)) => assert!(reason.contains(part), "{name}: {reason}"),
            (got, _) => panic!("{name}: {got:?}"),
        }
    }
}

#[test]
fn a_folder_that_is_being_rewritten_is_read_as_it_was_or_as_it_is_never_in_between() {
    let folder = Folder::new("rewritten");
    let write = |text: &str| {
        for i in 0..50 {
            fs::write(folder.0.join(format!("{i}.yaml")), text).unwrap();
        }
    };
    let whole = |sources: &ashore::source::Sources| {
        let first = sources.iter().next().unwrap().1.text.clone();
        sources.len() == 50 && sources.iter().all(|(_, f)| f.text == first)
    };
    write("a: 1\n");
    assert!(whole(&read_settled(&folder.0).unwrap()));
    // A change that does not come to rest is told, or read once it has.
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| (0..20).for_each(|i| write(&format!("a: {i}\n"))));
        while !writer.is_finished() {
            if let Err(error) = read_settled(&folder.0) {
                assert!(error.text().en.contains("kept changing"), "{error}");
            }
        }
    });
    assert!(whole(&read_settled(&folder.0).unwrap()));
}
