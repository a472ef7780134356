//! Requests and their answers.

use http::{Request, StatusCode, header};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use serde_json::{Value, json};

use super::here::{Here, MAPS, bytes_of};
use crate::manifest;
use crate::sandbox::api::reply::full;

#[tokio::test]
async fn objects_are_made_read_changed_and_removed() {
    let api = Here::new().await.with_map("m").await;
    let one = format!("{MAPS}/m");
    let (code, map) = api.get(&one, "").await;
    assert_eq!(
        (code, &map["kind"], &map["data"]["a"]),
        (200, &json!("ConfigMap"), &json!("b"))
    );
    let (code, list) = api.get(MAPS, "").await;
    assert_eq!((code, &list["kind"]), (200, &json!("ConfigMapList")));
    let item = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["metadata"]["name"] == "m");
    assert!(item.is_some_and(|item| item.get("kind").is_none()));
    let (code, map) = api.send("PATCH", &one, r#"{"data":{"a":"c"}}"#).await;
    assert_eq!((code, &map["data"]["a"]), (200, &json!("c")));
    let (code, map) = api
        .send("PUT", &one, r#"{"metadata":{"name":"m"},"data":{}}"#)
        .await;
    assert_eq!(
        (
            code,
            map["data"].as_object().map_or(0, serde_json::Map::len)
        ),
        (200, 0)
    );
    let (code, status) = api.send("DELETE", &one, "").await;
    assert_eq!((code, &status["status"]), (200, &json!("Success")));
    assert_eq!(status["details"]["kind"], "configmaps");
    let (code, status) = api.get(&one, "").await;
    assert_eq!(
        (code, &status["message"]),
        (404, &json!("configmaps \"m\" not found"))
    );
}

#[tokio::test]
async fn answers_have_the_form_that_was_asked_for() {
    let api = Here::new().await.with_map("m").await;
    let one = format!("{MAPS}/m");
    let table = "application/json;as=Table;v=v1;g=meta.k8s.io";
    let (_, shown) = api.get(MAPS, table).await;
    assert_eq!(
        (&shown["kind"], &shown["columnDefinitions"][0]["name"]),
        (&json!("Table"), &json!("Name"))
    );
    let row = &shown["rows"].as_array().unwrap()[0];
    assert_eq!(row["object"]["kind"], "PartialObjectMetadata");
    let partial = "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io";
    let (_, shown) = api.get(&one, partial).await;
    assert_eq!(shown["kind"], "PartialObjectMetadata");
    assert!(shown.get("data").is_none());
    assert_eq!(api.get(MAPS, partial).await.0, 406);
    assert_eq!(api.get(&one, "text/html").await.0, 406);
    let yaml = api
        .ask("GET", &one, &[("accept", "application/yaml")], "")
        .await;
    let text = String::from_utf8(bytes_of(yaml).await.to_vec()).unwrap();
    assert_eq!(
        manifest::parse_documents(&text, "").unwrap()[0]["data"]["a"],
        "b"
    );
}

#[tokio::test]
async fn a_long_list_is_that_of_its_pages() {
    let mut api = Here::new().await;
    for number in 0..501 {
        api = api.with_map(&format!("m{number}")).await;
    }
    // Together they are so many that several threads write them.
    let (code, whole) = api.get(MAPS, "").await;
    assert_eq!(code, 200);
    let items = |list: &Value| list["items"].as_array().unwrap().clone();
    assert!(items(&whole).len() > 500);
    let (_, first) = api.get(&format!("{MAPS}?limit=300"), "").await;
    let token = first["metadata"]["continue"].as_str().unwrap();
    let (_, rest) = api
        .get(&format!("{MAPS}?limit=300&continue={token}"), "")
        .await;
    assert_eq!(items(&whole), [items(&first), items(&rest)].concat());
    let (_, again) = api.get(MAPS, "").await;
    assert_eq!(whole, again);
    assert_eq!(whole["kind"], "ConfigMapList");
    assert_eq!(
        whole["metadata"]["resourceVersion"],
        first["metadata"]["resourceVersion"]
    );
}

/// Method, path, body; status, and how its message begins.
type Refused<'a> = (&'a str, &'a str, &'a str, u16, &'a str);

fn refused(large: &str) -> [Refused<'_>; 14] {
    [
        ("GET", "/nothing", "", 404, ""),
        (
            "GET",
            "/apis/apps/v1/foos",
            "",
            404,
            "the server could not find the requested resource",
        ),
        (
            "GET",
            "/api/v1/namespaces/default/pods/..",
            "",
            400,
            "Name parameter invalid: \"..\": may not be '..'",
        ),
        (
            "POST",
            "/api/v1/configmaps",
            "{}",
            405,
            "the server does not allow this method on the requested resource",
        ),
        (
            "POST",
            MAPS,
            "{",
            400,
            "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: unexpected end of JSON input ({)",
        ),
        (
            "POST",
            MAPS,
            large,
            413,
            "Request entity too large: limit is 3145728",
        ),
        (
            "POST",
            MAPS,
            r#"{"kind":"Pod","apiVersion":"v1"}"#,
            400,
            "Pod in version \"v1\" cannot be handled as a ConfigMap: converting (v1.Pod) to (core.ConfigMap): unknown conversion",
        ),
        (
            "POST",
            MAPS,
            r#"{"metadata":{"name":"a","namespace":"b"}}"#,
            400,
            "the namespace of the provided object does not match the namespace sent on the request",
        ),
        (
            "PUT",
            "/api/v1/namespaces/default/configmaps/m",
            r#"{"metadata":{"name":"n"}}"#,
            400,
            "the name of the object (n) does not match the name on the URL (m)",
        ),
        (
            "PATCH",
            "/api/v1/namespaces/default/configmaps/m",
            "[]",
            400,
            "error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}",
        ),
        (
            "GET",
            "/api/v1/pods?limit=x",
            "",
            400,
            "strconv.ParseInt: parsing \"x\": invalid syntax",
        ),
        (
            "GET",
            "/api/v1/pods?resourceVersion=9999999",
            "",
            504,
            "Timeout: Too large resource version: 9999999",
        ),
        (
            "GET",
            "/api/v1/pods?watch=1&sendInitialEvents=1",
            "",
            422,
            "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan",
        ),
        (
            "DELETE",
            "/api/v1/namespaces/default/configmaps/m?dryRun=some",
            "",
            422,
            "DeleteOptions.meta.k8s.io \"\" is invalid: dryRun: Unsupported value: [\"some\"]: supported values: \"All\"",
        ),
    ]
}

#[tokio::test]
async fn what_is_wrong_is_refused_in_a_real_servers_words() {
    let api = Here::new().await.with_map("m").await;
    let large = "x".repeat(crate::sandbox::api::body::LIMIT + 1);
    for (method, path, body, code, words) in refused(&large) {
        let (answered, status) = api.send(method, path, body).await;
        let message = status["message"].as_str().unwrap_or_default();
        assert_eq!(answered, code, "{method} {path}: {message}");
        assert!(message.starts_with(words), "{method} {path}: {message}");
    }
}

#[tokio::test]
async fn without_credentials_only_the_health_is_told() {
    let api = Here::new().await;
    let rows = [
        ("/readyz", "", 200),
        ("/version", "", 200),
        ("/api", "", 401),
        ("/nothing", "", 401),
        ("/api", "Bearer nonsense", 401),
        ("/api", "Basic dDp0", 401),
    ];
    for (path, token, code) in rows {
        let mut request = Request::get(path).header("host", "localhost");
        if !token.is_empty() {
            request = request.header("authorization", token);
        }
        let answer = api.0.answer(false, request.body(full("")).unwrap()).await;
        assert_eq!(answer.status().as_u16(), code, "{path} {token}");
    }
    let admin = format!("Bearer {}", "t".repeat(64));
    let request = Request::get("/api")
        .header("host", "localhost")
        .header("authorization", admin);
    assert_eq!(
        api.0
            .answer(false, request.body(full("")).unwrap())
            .await
            .status(),
        200
    );
    let request = Request::get("/readyz")
        .header("host", "example")
        .body(full(""))
        .unwrap();
    assert_eq!(api.0.answer(true, request).await.status(), 403);
}

#[tokio::test]
async fn discovery_is_told_in_both_forms() {
    let api = Here::new().await;
    let aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    let (_, list) = api.get("/apis", aggregated).await;
    assert_eq!(list["apiVersion"], "apidiscovery.k8s.io/v2");
    let apps = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["metadata"]["name"] == "apps");
    let resources = apps.unwrap()["versions"][0]["resources"]
        .as_array()
        .unwrap();
    let deployments = resources
        .iter()
        .find(|one| one["resource"] == "deployments")
        .unwrap();
    assert_eq!(deployments["shortNames"], json!(["deploy"]));
    let answer = api.ask("GET", "/apis", &[("accept", aggregated)], "").await;
    let tag = answer.headers()[header::ETAG].to_str().unwrap().to_owned();
    let again = [("accept", aggregated), ("if-none-match", tag.as_str())];
    assert_eq!(
        api.ask("GET", "/apis", &again, "").await.status(),
        StatusCode::NOT_MODIFIED
    );
    let (_, plain) = api.get("/apis/apps/v1", "application/json").await;
    assert_eq!(
        (&plain["kind"], &plain["groupVersion"]),
        (&json!("APIResourceList"), &json!("apps/v1"))
    );
    let names = plain["resources"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["name"].as_str().unwrap());
    assert!(names.into_iter().any(|name| name == "deployments/scale"));
}

#[tokio::test]
async fn what_discovery_lists_can_be_read_and_explained() {
    let api = Here::new().await;
    for of in api.0.registry.resources() {
        let (group, version) = (&of.group, of.api_version());
        let root = if group.is_empty() { "api" } else { "apis" };
        if of.allows("list") {
            let path = format!("/{root}/{version}/{}", of.plural);
            let (code, list) = api.get(&path, "application/json").await;
            let expected = json!(format!("{}List", of.kind));
            assert_eq!((code, &list["kind"]), (200, &expected), "{path}");
            assert_eq!(list["apiVersion"], *version, "{path}");
        }
        let path = format!("/openapi/v3/{root}/{version}");
        let (_, document) = api.get(&path, "application/json").await;
        let wanted = json!({"group": group, "version": of.version, "kind": of.kind});
        let is_of = |schema: &Value| {
            let of = schema["x-kubernetes-group-version-kind"].as_array();
            of.is_some_and(|of| of.contains(&wanted)) && schema["properties"].is_object()
        };
        let schemas = document["components"]["schemas"].as_object().unwrap();
        assert!(schemas.values().any(is_of), "{path}: {}", of.kind);
    }
}

#[tokio::test]
async fn open_api_names_its_documents_by_their_contents() {
    let api = Here::new().await;
    let (_, index) = api.get("/openapi/v3", "application/json").await;
    let address = index["paths"]["apis/apps/v1"]["serverRelativeURL"]
        .as_str()
        .unwrap();
    assert!(
        address.starts_with("/openapi/v3/apis/apps/v1?hash="),
        "{address}"
    );
    let (_, document) = api.get(address, "application/json").await;
    let deployment = &document["components"]["schemas"]["io.k8s.api.apps.v1.Deployment"];
    let of = &deployment["x-kubernetes-group-version-kind"][0];
    assert_eq!(
        of,
        &json!({"group": "apps", "version": "v1", "kind": "Deployment"})
    );
    let patch =
        &document["paths"]["/apis/apps/v1/namespaces/{namespace}/deployments/{name}"]["patch"];
    let parameters = patch["parameters"].as_array().unwrap();
    assert!(
        parameters
            .iter()
            .any(|one| one["name"] == "fieldValidation")
    );
    let (_, again) = api.get("/openapi/v3", "application/json").await;
    assert_eq!(index, again);
}

/// The first events of a watch that ends after a second.
async fn events(api: &Here, query: &str, accept: &str, count: usize) -> Vec<Value> {
    events_within(api, "1", query, accept, count).await
}

async fn events_within(
    api: &Here,
    seconds: &str,
    query: &str,
    accept: &str,
    count: usize,
) -> Vec<Value> {
    let path = format!("{MAPS}?watch=true&timeoutSeconds={seconds}&{query}");
    let answer = api.ask("GET", &path, &[("accept", accept)], "").await;
    assert_eq!(answer.status(), 200);
    let mut body = answer.into_body();
    let mut events = Vec::new();
    while events.len() < count {
        let line = body.frame().await.unwrap().unwrap().into_data().unwrap();
        events.push(serde_json::from_slice(&line).unwrap());
    }
    events
}

fn kinds(events: &[Value]) -> Vec<&str> {
    events
        .iter()
        .map(|event| event["type"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn a_watch_begins_where_it_is_told_to() {
    let api = Here::new().await.with_map("m").await;
    let only = "fieldSelector=metadata.name%3Dm";
    assert_eq!(kinds(&events(&api, only, "", 1).await), ["ADDED"]);
    let endless = events_within(&api, "9223372036854775807", only, "", 1).await;
    assert_eq!(kinds(&endless), ["ADDED"]);
    let (_, list) = api.get(MAPS, "").await;
    let now = list["metadata"]["resourceVersion"].as_str().unwrap();
    let from_now = format!("{only}&resourceVersion={now}&allowWatchBookmarks=true");
    assert_eq!(kinds(&events(&api, &from_now, "", 1).await), ["BOOKMARK"]);
    let told = events(
        &api,
        &format!("{only}&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true"),
        "",
        2,
    )
    .await;
    assert_eq!(kinds(&told), ["ADDED", "BOOKMARK"]);
    let annotations = &told[1]["object"]["metadata"]["annotations"];
    assert_eq!(annotations, &json!({"k8s.io/initial-events-end": "true"}));
    let table = "application/json;as=Table;v=v1;g=meta.k8s.io";
    let told = events(&api, only, table, 1).await;
    assert_eq!(told[0]["object"]["kind"], "Table");
    assert!(told[0]["object"]["columnDefinitions"].is_array());
}

#[tokio::test]
async fn a_watch_tells_what_changes() {
    let api = Here::new().await.with_map("m").await;
    let (_, list) = api.get(MAPS, "").await;
    let now = list["metadata"]["resourceVersion"].as_str().unwrap();
    let path = format!("{MAPS}?watch=true&resourceVersion={now}");
    let mut told = api.ask("GET", &path, &[], "").await.into_body();
    api.send("PATCH", &format!("{MAPS}/m"), r#"{"data":{"a":"c"}}"#)
        .await;
    api.send("DELETE", &format!("{MAPS}/m"), "").await;
    for expected in ["MODIFIED", "DELETED"] {
        let line = told.frame().await.unwrap().unwrap().into_data().unwrap();
        let event: Value = serde_json::from_slice(&line).unwrap();
        assert_eq!(
            (&event["type"], &event["object"]["data"]["a"]),
            (&json!(expected), &json!("c"))
        );
    }
    api.0.stop.cancel();
    assert!(told.frame().await.is_none(), "it ends with the server");
}

#[tokio::test]
async fn pods_logs_and_pages_are_reached() {
    let app = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = app.local_addr().unwrap().port();
    tokio::spawn(serve_app(app));
    let api = Here::with_app(port).await;
    let pods = "/api/v1/namespaces/default/pods";
    // The account that pods run as is made by a controller.
    let account = r#"{"metadata":{"name":"default"}}"#;
    api.send(
        "POST",
        "/api/v1/namespaces/default/serviceaccounts",
        account,
    )
    .await;
    let pod = json!({
        "metadata": {"name": "p"},
        "spec": {
            "nodeName": "sandbox",
            "containers": [{"name": "c", "image": "i", "ports": [{"containerPort": 80}]}],
        },
    });
    let (code, made) = api.send("POST", pods, &pod.to_string()).await;
    assert_eq!(code, 201, "{made}");
    let log = api
        .ask("GET", &format!("{pods}/p/log?follow=true"), &[], "")
        .await;
    assert_eq!(bytes_of(log).await, "c begins\nfollow true\n");
    let page = api
        .ask("GET", &format!("{pods}/p:80/proxy/a/../b?c=d"), &[], "")
        .await;
    assert_eq!(
        page.headers()[header::LOCATION],
        "/api/v1/namespaces/default/pods/p:80/proxy/next"
    );
    assert_eq!(bytes_of(page).await, "GET /a/../b?c=d");
    let page = api.ask("GET", &format!("{pods}/p/proxy"), &[], "").await;
    assert_eq!(page.status(), 301);
    let refused = api.ask("GET", &format!("{pods}/p:1/proxy/"), &[], "").await;
    assert_eq!(refused.status(), 503);
    let plain = api
        .ask("GET", &format!("{pods}/p/portforward"), &[], "")
        .await;
    assert_eq!(plain.status(), 400);
}

/// An app that answers what it was asked.
async fn serve_app(listener: tokio::net::TcpListener) {
    use hyper::service::service_fn;
    while let Ok((stream, _)) = listener.accept().await {
        let service = service_fn(|request: Request<Incoming>| async move {
            let asked = format!("{} {}", request.method(), request.uri());
            let answer = http::Response::builder().header("location", "/next");
            answer.body(Full::new(Bytes::from(asked)))
        });
        let io = hyper_util::rt::TokioIo::new(stream);
        tokio::spawn(hyper::server::conn::http1::Builder::new().serve_connection(io, service));
    }
}

#[tokio::test]
async fn reviews_scale_and_tokens_are_answered() {
    let api = Here::new().await;
    let reviews = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    let asked = r#"{"spec":{"resourceAttributes":{"verb":"get","resource":"pods"}}}"#;
    let (code, review) = api.send("POST", reviews, asked).await;
    assert_eq!((code, &review["status"]["allowed"]), (201, &json!(true)));
    assert_eq!(api.send("POST", reviews, "{}").await.0, 422);
    let accounts = "/api/v1/namespaces/default/serviceaccounts";
    api.send("POST", accounts, r#"{"metadata":{"name":"app"}}"#)
        .await;
    let (code, request) = api
        .send("POST", &format!("{accounts}/app/token"), "{}")
        .await;
    assert_eq!(code, 201);
    let token = request["status"]["token"].as_str().unwrap();
    let review = json!({"spec": {"token": token}}).to_string();
    let (_, review) = api
        .send(
            "POST",
            "/apis/authentication.k8s.io/v1/tokenreviews",
            &review,
        )
        .await;
    assert_eq!(
        review["status"]["user"]["username"],
        "system:serviceaccount:default:app"
    );
}
