//! Rules that are not saved yet, checked over HTTP.

use super::*;

fn files(body: &Value) -> TestRequest {
    TestRequest::post()
        .uri("/v1/rules/check")
        .insert_header(("content-type", "application/json"))
        .set_payload(body.to_string())
}

/// A file of the shipped rules as an editor would send it, changed.
fn changed(path: &str, from: &str, to: &str) -> Value {
    let text = shipped(path);
    assert!(text.contains(from), "{from} stands in {path}");
    json!({ "path": path, "text": text.replacen(from, to, 1) })
}

#[actix_web::test]
async fn a_changed_file_is_checked_against_the_rules_in_use() {
    let court = "cn/triage/court.yaml";
    let sent = send(files(&json!({ "files": [changed(court, "id: complaint-served", "id: complaint-got")] }))).await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.body);
    let elsewhere = sent.body["diagnostics"].as_array().unwrap();
    assert!(
        elsewhere.iter().any(|d| d["code"] == "unknown-rule" && d["file"] == "cn/cases/triage-court.yaml"),
        "the cases still name the old rule: {elsewhere:?}"
    );

    let typo = changed(court, "debt.legal_stage: payment_order", "debt.legal_stage: paymentorder");
    let sent = send(files(&json!({ "files": [typo], "render": true })).insert_header(("accept-language", "en"))).await;
    let first = &sent.body["diagnostics"][0];
    assert_eq!((&sent.body["errors"], &sent.body["warnings"]), (&json!(1), &json!(0)));
    assert_eq!(
        (&first["code"], &first["severity"], &first["file"], &first["line"]),
        (&json!("wrong-value"), &json!("error"), &json!(court), &json!(8))
    );
    assert_eq!(
        first["message"],
        json!({ "zh": "没有 `paymentorder` 这个选项", "en": "`paymentorder` is not one of the choices" })
    );
    assert_eq!(first["help"]["en"], "did you mean `payment_order`?");
    let rendered = sent.body["rendered"].as_str().unwrap();
    assert!(rendered.contains("error[wrong-value]") && rendered.contains("^^^^^^^^^^^^"), "{rendered}");
    assert!(rendered.contains("did you mean `payment_order`?"), "{rendered}");

    // Nothing of it took effect.
    let rules = send(TestRequest::get().uri("/v1/rules/complaint-served")).await;
    assert_eq!(rules.status, StatusCode::OK);
}

#[actix_web::test]
async fn a_good_file_has_no_mistake_and_a_file_can_be_taken_away() {
    let same = changed("cn/triage/court.yaml", "rules:", "rules:");
    let sent = send(files(&json!({ "files": [same], "base": "running" }))).await;
    assert_eq!(sent.body, json!({ "errors": 0, "warnings": 0, "diagnostics": [] }));
    let sent = send(files(&json!({ "files": [{ "path": "cn/pack.yaml", "text": null }] }))).await;
    assert!(sent.body["errors"].as_u64().unwrap() > 0, "without the pack: {}", sent.body);
    let alone = json!({ "files": [{ "path": "x.yaml", "text": "rules: [" }], "base": "none" });
    let sent = send(files(&alone)).await;
    assert_eq!(sent.body["diagnostics"][0]["file"], "x.yaml");
}

#[actix_web::test]
async fn one_file_can_be_sent_as_it_is() {
    let yaml = |query: &str, text: &str| {
        TestRequest::post()
            .uri(&format!("/v1/rules/check{query}"))
            .insert_header(("content-type", "text/yaml; charset=utf-8"))
            .set_payload(text.to_owned())
    };
    let sent = send(yaml("?path=cn%2F%E8%AF%95.yaml&render=true", "valuess: 1\n")).await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.body);
    assert_eq!((&sent.body["errors"], &sent.body["diagnostics"][0]["file"]), (&json!(1), &json!("cn/试.yaml")));
    assert!(sent.body["rendered"].as_str().unwrap().contains("--> cn/试.yaml:1:1"), "{}", sent.body);
    for query in ["", "?path=../x.yaml", "?path=x.yaml&base=all", "?file=x.yaml"] {
        let sent = send(yaml(query, "a: 1\n")).await;
        assert_eq!((sent.status, &sent.body["code"]), (StatusCode::BAD_REQUEST, &json!("bad-query")), "{query}");
    }
}

#[actix_web::test]
async fn each_bad_request_is_told_where_and_what_to_do() {
    let file = |path: &str| json!({ "path": path, "text": "" });
    let many: Vec<Value> = (0..2_001).map(|i| json!({ "path": format!("x{i}.yaml"), "text": "" })).collect();
    let cases = [
        ("a list", json!([]), "", "wrong-type", "应当是对象，却是列表"),
        ("no files", json!({}), "/files", "missing-field", "缺少"),
        ("an empty list", json!({ "files": [] }), "/files", "missing-field", "至少要有一个文件"),
        ("a text for the files", json!({ "files": "x" }), "/files", "wrong-type", "应当是列表，却是文字"),
        ("a file that is none", json!({ "files": [1] }), "/files/0", "wrong-type", "应当是对象，却是数字"),
        ("no path", json!({ "files": [{ "text": "" }] }), "/files/0/path", "missing-field", "缺少"),
        ("no text", json!({ "files": [{ "path": "x.yaml" }] }), "/files/0/text", "missing-field", "缺少"),
        ("a way out", json!({ "files": [file("../../etc/x.yaml")] }), "/files/0/path", "bad-path", "相对规则文件夹"),
        ("another ending", json!({ "files": [file("x.yml")] }), "/files/0/path", "bad-path", "`.yaml`"),
        (
            "twice",
            json!({ "files": [file("x.yaml"), file("x.yaml")] }),
            "/files/1/path",
            "duplicate-path",
            "第 1 项和第 2 项",
        ),
        ("a slip", json!({ "file": [], "files": [file("x.yaml")] }), "/file", "unknown-field", "`files`"),
        ("a base", json!({ "files": [file("x.yaml")], "base": "folder" }), "/base", "unknown-choice", "`running`"),
        ("render", json!({ "files": [file("x.yaml")], "render": "yes" }), "/render", "wrong-type", "true"),
        ("too many", json!({ "files": many }), "/files", "too-many", "有 2001 个文件，上限 2000"),
        (
            "too large",
            json!({ "files": [{ "path": "x.yaml", "text": " ".repeat(1_048_577) }] }),
            "/files/0/text",
            "file-too-large",
            "有 1048577 字节，上限 1048576",
        ),
        ("too many with those in use", json!({ "files": many[..1_990] }), "/files", "files-out-of-limits", "上限 2000"),
    ];
    let wide = web::Data::new(State::new(ENGINE.clone(), "rules".into(), Settings::default()));
    for (name, body, pointer, code, says) in cases {
        let sent = send_to(&wide, files(&body)).await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}: {}", sent.body);
        let errors = sent.body["errors"].as_array().unwrap();
        let hit = errors
            .iter()
            .any(|e| e["pointer"] == pointer && e["code"] == code && e["detail"].as_str().unwrap().contains(says));
        assert!(hit, "{name}: {}", sent.body);
    }
}

#[actix_web::test]
async fn a_file_of_any_content_is_answered_with_its_mistakes() {
    let deep = format!("a: {}", "[".repeat(20_000));
    let slips = "a：b\n".repeat(9_000);
    for text in [deep.as_str(), slips.as_str(), "\u{0}\u{fffe}", "- ", "? ? ? :", "&a [*a]", "'", "%YAML 9\n---\n"] {
        let body = json!({ "files": [{ "path": "zz.yaml", "text": text }], "render": true });
        let sent = send(files(&body)).await;
        let start: String = text.chars().take(20).collect();
        assert_eq!(sent.status, StatusCode::OK, "{start}: {}", sent.body);
        assert!(sent.body["errors"].as_u64().unwrap() > 0, "{start}");
        assert!(sent.body["diagnostics"].as_array().unwrap().len() <= 1_000, "{start}");
    }
}
