//! A list as sent, and every kind of bad one.

use super::*;

const LIST: &str = "起始时间,通话时长,呼叫类型,对方号码\n2026-11-12 22:40:05,68,被叫,4001234567\n2026-11-12 23:40:05,68,呼转,4001234567\n";

fn list(query: &str, bytes: impl Into<Vec<u8>>) -> TestRequest {
    TestRequest::post()
        .uri(&format!("/v1/contacts/import{query}"))
        .insert_header(("content-type", "text/csv; charset=gb18030"))
        .set_payload(bytes.into())
}

#[actix_web::test]
async fn the_contacts_of_a_list_are_taken_by_an_evaluation_as_they_stand() {
    let (national, _, _) = encoding_rs::GB18030.encode(LIST);
    let sent = send(list("?as=call_list&debt=a", national.into_owned())).await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.body);
    assert_eq!(sent.body["encoding"], "GB18030");
    assert_eq!(sent.body["lines"], json!({ "read": 2, "kept": 2, "dropped": 0, "doubtful": 1 }));
    assert_eq!(sent.body["remarks"][0]["line"], 3);
    assert_eq!(sent.body["remarks"][0]["column"], "呼叫类型");
    let mut contacts = sent.body["contacts"].clone();
    // What no list says, the person does.
    contacts[0]["agreed_window"] = json!(false);
    contacts[0]["claimed_identity"] = json!("agency_named");
    let portfolio = json!({
        "as_of": "2026-11-22", "debts": [{ "id": "a", "creditor_type": "consumer_finance" }],
        "contacts": contacts
    });
    let answer = send(post(portfolio.to_string())).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert!(
        answer.body["conduct_findings"].to_string().contains("night_contact"),
        "{}",
        answer.body["conduct_findings"]
    );
}

#[actix_web::test]
async fn each_bad_list_is_told_what_to_do() {
    let many: Vec<String> = (0..5).map(|i| format!("2026-11-12 22:40:0{i},68,被叫,4001234567")).collect();
    let many = many.join(
        "
",
    );
    let head = "起始时间,通话时长,呼叫类型,对方号码\n";
    let cases = [
        ("no kind", list("", LIST), 400, "bad-query", "as=call_list"),
        ("an unknown parameter", list("?as=call_list&masked=true", LIST), 400, "bad-query", "mask=true"),
        ("a mask in words", list("?as=call_list&mask=yes", LIST), 400, "bad-query", "mask=true"),
        ("an unknown kind", list("?as=call_lists", LIST), 404, "no-such-import", "是不是 `call_list`？"),
        (
            "declared as JSON",
            list("?as=call_list", LIST).insert_header(("content-type", "application/json")),
            415,
            "not-csv-type",
            "text/csv",
        ),
        ("too large", list("?as=call_list", vec![b' '; 65_537]), 413, "body-too-large", "分成几次"),
        ("no header", list("?as=call_list", "a,b\n1,2\n"), 422, "header-not-found", "columns"),
        ("UTF-16", list("?as=call_list", &b"\xff\xfea\0"[..]), 422, "list-in-utf16", "CSV UTF-8"),
        ("nothing", list("?as=call_list", ""), 422, "list-empty", "文件"),
        (
            "more contacts than a portfolio holds",
            list("?as=call_list", format!("{head}{many}")),
            422,
            "too-many-contacts",
            "only",
        ),
        ("a name for a number", list("?as=call_list&only=x", LIST), 422, "bad-selected-number", "4001234567"),
        ("ids that begin with a space", list("?as=call_list&prefix=%20", LIST), 422, "bad-prefix", "line"),
    ];
    for (name, request, status, code, remedy) in cases {
        let sent = send(request).await;
        assert_eq!(sent.status.as_u16(), status, "{name}: {}", sent.body);
        assert_eq!(sent.body["code"], code, "{name}");
        assert!(sent.body["detail"].as_str().unwrap().contains(remedy), "{name}: {}", sent.body["detail"]);
        assert!(sent.content_type.starts_with("application/problem+json"), "{name}");
    }
}
