//! What is asked, in this order, and what Dapr 1.18 answers.
//!
//! The app has the id `nodeapp`; `statestore` and `pubsub` are in a Redis that is empty before,
//! `memory` and `bus` in memory. In expected texts `*` stands for anything.

use serde_json::{Value, json};

/// One request.
pub(super) struct Row {
    /// `GET /v1.0/healthz`.
    pub line: &'static str,
    pub headers: &'static [(&'static str, &'static str)],
    pub body: &'static str,
    pub status: u16,
    pub answer: &'static str,
    /// Headers that the answer has.
    pub shows: &'static [(&'static str, &'static str)],
    /// Commands for Redis afterwards, and what they reply.
    pub redis: &'static [(&'static [&'static str], &'static str)],
}

const fn row(line: &'static str, body: &'static str, status: u16, answer: &'static str) -> Row {
    Row {
        line,
        headers: &[],
        body,
        status,
        answer,
        shows: &[],
        redis: &[],
    }
}

impl Row {
    const fn with(mut self, headers: &'static [(&'static str, &'static str)]) -> Self {
        self.headers = headers;
        self
    }

    const fn shows(mut self, headers: &'static [(&'static str, &'static str)]) -> Self {
        self.shows = headers;
        self
    }

    const fn redis(mut self, replies: &'static [(&'static [&'static str], &'static str)]) -> Self {
        self.redis = replies;
        self
    }
}

const JSON: &[(&str, &str)] = &[("content-type", "application/json")];

/// The policies under which it is asked.
pub(super) fn policies() -> Value {
    json!({
        "policies": {
            "timeouts": {"short": "2s"},
            "circuitBreakers": {"fuse": {"trip": "consecutiveFailures >= 2", "timeout": "10m"}},
        },
        "targets": {
            "apps": {"nodeapp": {"timeout": "short", "circuitBreaker": "fuse"}},
            "components": {
                "frail": {"outbound": {"circuitBreaker": "fuse"}},
                "fragile": {"outbound": {"circuitBreaker": "fuse"}},
            },
        },
    })
}

/// All rows.
pub(super) const TABLE: &[Row] = &[
    row("GET /v1.0/healthz", "", 204, ""),
    row("GET /v1.0/healthz/outbound", "", 204, ""),
    row("GET /v1.0/healthz?appid=nodeapp", "", 204, ""),
    row(
        "GET /v1.0/healthz?appid=other",
        "",
        500,
        r#"{"errorCode":"ERR_HEALTH_APPID_NOT_MATCH","message":"dapr app-id does not match"}"#,
    ),
    // State.
    row("GET /v1.0/state/statestore/order", "", 204, "").redis(&[(&["KEYS", "*"], "")]),
    row("POST /v1.0/state/statestore", r#"[{"key":"order","value":{"orderId":"42"}}]"#, 204, "")
        .with(JSON)
        .redis(&[
            (&["TYPE", "nodeapp||order"], "hash"),
            (&["HGETALL", "nodeapp||order"], r#"data {"orderId":"42"} version 1"#),
            (&["TTL", "nodeapp||order"], "-1"),
        ]),
    row("GET /v1.0/state/statestore/order", "", 200, r#"{"orderId":"42"}"#)
        .shows(&[("etag", "1"), ("content-type", "application/json")]),
    row("PUT /v1.0/state/statestore", r#"[{"key":"order","value":2},{"key":"b","value":"x<y"}]"#, 204, "").redis(&[
        (&["HGET", "nodeapp||order", "version"], "2"),
        (&["HGET", "nodeapp||order", "data"], "2"),
        (&["HGET", "nodeapp||b", "data"], r#""x<y""#),
    ]),
    row("POST /v1.0/state/statestore", r#"[{"key":"n","value":3.14159265}]"#, 204, "")
        .redis(&[(&["HGET", "nodeapp||n", "data"], "3.141593")]),
    row("POST /v1.0/state/statestore", r#"[{"key":"nothing"}]"#, 204, "")
        .redis(&[(&["HGET", "nodeapp||nothing", "data"], "null")]),
    row("POST /v1.0/state/statestore", r#"[{"key":"order","value":3,"etag":"2"}]"#, 204, ""),
    row(
        "POST /v1.0/state/statestore",
        r#"[{"key":"order","value":4,"etag":"2"}]"#,
        409,
        r#"{"errorCode":"ERR_STATE_SAVE","message":"failed saving state in state store statestore: possible etag mismatch. error from state store: ERR *user_script:14: failed to set key nodeapp||order*"}"#,
    ),
    row(
        "POST /v1.0/state/statestore",
        r#"[{"key":"order","value":4,"etag":"x"}]"#,
        400,
        r#"{"errorCode":"ERR_STATE_SAVE","message":"failed saving state in state store statestore: invalid etag value: strconv.Atoi: parsing \"x\": invalid syntax"}"#,
    ),
    row("POST /v1.0/state/statestore", r#"[{"key":"guarded","value":1,"options":{"concurrency":"first-write"}}]"#, 204, "")
        .redis(&[(&["HGETALL", "nodeapp||guarded"], "data 1 first-write 0 version 1")]),
    row(
        "POST /v1.0/state/statestore",
        r#"[{"key":"guarded","value":2}]"#,
        500,
        r#"{"errorCode":"ERR_STATE_SAVE","message":"failed saving state in state store statestore: failed to set key nodeapp||guarded: ERR *user_script:14: failed to set key nodeapp||guarded*"}"#,
    ),
    row(
        "POST /v1.0/state/statestore",
        r#"[{"key":"x","value":2,"options":{"concurrency":"often"}}]"#,
        500,
        r#"{"errorCode":"ERR_STATE_SAVE","message":"failed saving state in state store statestore: unrecognized concurrency model 'often'"}"#,
    ),
    row("POST /v1.0/state/statestore", r#"[{"key":"short","value":1,"metadata":{"ttlInSeconds":"100"}}]"#, 204, "")
        .redis(&[(&["EXPIRETIME", "nodeapp||none"], "-2"), (&["OBJECT", "ENCODING", "nodeapp||short"], "*")]),
    row(
        "POST /v1.0/state/statestore",
        r#"[{"key":"short","value":1,"metadata":{"ttlInSeconds":"soon"}}]"#,
        500,
        r#"{"errorCode":"ERR_STATE_SAVE","message":"failed saving state in state store statestore: failed to parse ttl from metadata: strconv.ParseInt: parsing \"soon\": invalid syntax"}"#,
    ),
    row("POST /v1.0/state/statestore?metadata.ttlInSeconds=-1", r#"[{"key":"short","value":1}]"#, 204, "")
        .redis(&[(&["TTL", "nodeapp||short"], "-1")]),
    row("POST /v1.0/state/statestore", "[]", 204, ""),
    row("POST /v1.0/state/statestore", "null", 204, ""),
    row(
        "POST /v1.0/state/statestore",
        "",
        400,
        r#"{"errorCode":"ERR_MALFORMED_REQUEST","message":"EOF"}"#,
    ),
    row(
        "POST /v1.0/state/statestore",
        "nonsense",
        400,
        r#"{"errorCode":"ERR_MALFORMED_REQUEST","message":"invalid character 'o' in literal null (expecting 'u')"}"#,
    ),
    row(
        "POST /v1.0/state/statestore",
        r#"{"key":"order"}"#,
        400,
        r#"{"errorCode":"ERR_MALFORMED_REQUEST","message":"json: cannot unmarshal object into Go value of type []state.SetRequest"}"#,
    ),
    row(
        "POST /v1.0/state/statestore",
        r#"[{"key":1}]"#,
        400,
        r#"{"errorCode":"ERR_MALFORMED_REQUEST","message":"json: cannot unmarshal number into Go struct field SetRequest.key of type string"}"#,
    ),
    row(
        "POST /v1.0/state/statestore",
        r#"[{"value":1}]"#,
        400,
        r#"{"errorCode":"ERR_MALFORMED_REQUEST","message":"\"key\" is a required field"}"#,
    ),
    row(
        "POST /v1.0/state/statestore",
        r#"[{"key":"a||b","value":1}]"#,
        400,
        r#"{"errorCode":"ERR_MALFORMED_REQUEST","message":"api error: code = InvalidArgument desc = input key/keyPrefix 'a||b' can't contain '||'","details":[{"@type":"type.googleapis.com/google.rpc.BadRequest","field_violations":[{"field":"a||b","description":"api error: code = InvalidArgument desc = input key/keyPrefix 'a||b' can't contain '||'"}]},{"@type":"type.googleapis.com/google.rpc.ResourceInfo","description":"","owner":"","resource_name":"statestore","resource_type":"state"},{"@type":"type.googleapis.com/google.rpc.ErrorInfo","domain":"dapr.io","metadata":null,"reason":"DAPR_STATE_ILLEGAL_KEY"}]}"#,
    ),
    row(
        "GET /v1.0/state/absent/order",
        "",
        400,
        r#"{"errorCode":"ERR_STATE_STORE_NOT_FOUND","message":"state store absent is not found","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","domain":"dapr.io","metadata":{"appID":"nodeapp"},"reason":"DAPR_STATE_NOT_FOUND"}]}"#,
    )
    .shows(&[("content-type", "application/json")]),
    row(
        "POST /v1.0/state/statestore/bulk",
        r#"{"keys":["order","absent"]}"#,
        200,
        "[{\"key\":\"order\",\"data\":3,\"etag\":\"3\"},{\"key\":\"absent\"}]\n",
    )
    .shows(&[("content-type", "application/json")]),
    row("POST /v1.0/state/statestore/bulk", r#"{"keys":[]}"#, 200, "[]\n"),
    row(
        "POST /v1.0/state/statestore/bulk",
        "[",
        400,
        r#"{"errorCode":"ERR_MALFORMED_REQUEST","message":"failed deserializing HTTP body: unexpected EOF"}"#,
    ),
    row(
        "POST /v1.0/state/statestore/transaction",
        r#"{"operations":[{"operation":"upsert","request":{"key":"t","value":{"a":1}}},{"operation":"delete","request":{"key":"b"}}]}"#,
        204,
        "",
    )
    .redis(&[(&["HGETALL", "nodeapp||t"], r#"data {"a":1} version 1"#), (&["EXISTS", "nodeapp||b"], "0")]),
    row("POST /v1.0/state/statestore/transaction", r#"{"operations":[]}"#, 204, ""),
    row(
        "POST /v1.0/state/statestore/transaction",
        r#"{"operations":[{"operation":"upsert","request":{"key":"t","value":2,"etag":"9"}}]}"#,
        500,
        r#"{"errorCode":"ERR_STATE_TRANSACTION","message":"error while executing state transaction: ERR *user_script:14: failed to set key nodeapp||t*"}"#,
    ),
    row(
        "POST /v1.0/state/statestore/transaction",
        r#"{"operations":[{"operation":"swap","request":{"key":"t"}}]}"#,
        400,
        r#"{"errorCode":"ERR_NOT_SUPPORTED_STATE_OPERATION","message":"operation type swap not supported"}"#,
    ),
    row("DELETE /v1.0/state/statestore/order", "", 409,
        r#"{"errorCode":"ERR_STATE_DELETE","message":"failed deleting state with key order: possible etag mismatch. error from state store: ERR *user_script:6: failed to delete nodeapp||order*"}"#)
        .with(&[("if-match", "77")]),
    row("DELETE /v1.0/state/statestore/order", "", 204, "").redis(&[(&["EXISTS", "nodeapp||order"], "0")]),
    row("DELETE /v1.0/state/statestore/order", "", 204, ""),
    row(
        "POST /v1.0-alpha1/state/memory/query",
        "{}",
        500,
        r#"{"errorCode":"ERR_STATE_STORE_NOT_SUPPORTED","message":"state store does not support querying","details":[{"@type":"type.googleapis.com/google.rpc.ResourceInfo","description":"","owner":"","resource_name":"memory","resource_type":"state"},{"@type":"type.googleapis.com/google.rpc.ErrorInfo","domain":"dapr.io","metadata":null,"reason":"DAPR_STATE_QUERYING_NOT_SUPPORTED"}]}"#,
    ),
    row("POST /v1.0/state/memory", r#"[{"key":"m","value":{"b":1,"a":"<"},"metadata":{"ttlInSeconds":"100"}}]"#, 204, ""),
    row("GET /v1.0/state/memory/m", "", 200, r#"{"a":"\u003c","b":1}"#)
        .shows(&[("etag", "*"), ("metadata.ttlexpiretime", "*Z")]),
    row(
        "DELETE /v1.0/state/memory/m",
        "",
        409,
        r#"{"errorCode":"ERR_STATE_DELETE","message":"failed deleting state with key m: possible etag mismatch. error from state store: state etag not match for key=nodeapp||m: current=*, expect=1"}"#,
    )
    .with(&[("if-match", "1")]),
    // Calls of apps.
    row(
        "POST /v1.0/invoke/nodeapp/method/a/b?c=d&e=f",
        "hi",
        200,
        r#"{"method":"POST","path":"/a/b","query":"c=d&e=f","headers":{"content-type":"text/plain","x-mine":"1"},"body":"hi"}"#,
    )
    .with(&[("content-type", "text/plain"), ("x-mine", "1")])
    .shows(&[("x-app", "told"), ("traceparent", "00-*")]),
    row("GET /a", "", 200, r#"{"method":"GET","path":"/a","query":"","headers":{},"body":""}"#)
        .with(&[("dapr-app-id", "nodeapp")]),
    row("PUT /v1.0/invoke/nodeapp/method/status/418", "", 418, "this is 418").shows(&[("x-app", "told")]),
    row("DELETE /status/503", "", 503, "this is 503").with(&[("dapr-app-id", "nodeapp")]),
    row(
        "GET /nowhere",
        "",
        404,
        r#"{"errorCode":"ERR_DIRECT_INVOKE","message":"failed getting app id either from the URL path or the header dapr-app-id"}"#,
    ),
    row(
        "GET /v1.0/invoke/a.b.c/method/x",
        "",
        500,
        r#"{"errorCode":"ERR_DIRECT_INVOKE","message":"failed to invoke, id: a.b.c, err: invalid app id a.b.c"}"#,
    ),
    // Publishing.
    row("POST /v1.0/publish/pubsub/orders", r#"{"orderId":1}"#, 204, "").with(JSON).redis(&[
        (&["XLEN", "orders"], "1"),
        (&["XREVRANGE", "orders", "+", "-", "COUNT", "1"], r#"*data {"data":{"orderId":1},"datacontenttype":"application/json","id":"*","pubsubname":"pubsub","source":"nodeapp","specversion":"1.0","time":"*","topic":"orders","traceid":"00-*","traceparent":"00-*","tracestate":"","type":"com.dapr.event.sent"}*"#),
    ]),
    row("POST /v1.0/publish/pubsub/raw?metadata.rawPayload=true", "plain", 204, "")
        .redis(&[(&["XREVRANGE", "raw", "+", "-"], r#"*data plain*metadata {"rawPayload":"true"}*"#)]),
    row(
        "POST /v1.0/publish/absent/orders",
        "{}",
        404,
        r#"{"errorCode":"ERR_PUBSUB_NOT_FOUND","message":"pubsub absent is not found","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","domain":"dapr.io","metadata":{},"reason":"DAPR_PUBSUB_NOT_FOUND"}]}"#,
    ),
    row(
        "POST /v1.0/publish/pubsub/orders",
        "nonsense",
        500,
        r#"{"errorCode":"ERR_PUBSUB_CLOUD_EVENTS_SER","message":"cannot create cloudevent","details":[{"@type":"type.googleapis.com/google.rpc.ResourceInfo","description":"cannot create cloudevent","owner":"","resource_name":"pubsub","resource_type":"pubsub"},{"@type":"type.googleapis.com/google.rpc.ErrorInfo","domain":"dapr.io","metadata":{"appID":"nodeapp","error":"invalid character 'o' in literal null (expecting 'u')"},"reason":"DAPR_PUBSUB_CLOUD_EVENT_CREATION"}]}"#,
    )
    .with(&[("content-type", "application/cloudevents+json")]),
    row(
        "POST /v1.0/publish/bulk/pubsub/many",
        r#"[{"entryId":"1","event":"a","contentType":"text/plain"},{"entryId":"2","event":{"b":1},"contentType":"application/json"}]"#,
        204,
        "",
    )
    .redis(&[(&["XLEN", "many"], "2")]),
    row(
        "POST /v1.0/publish/bulk/pubsub/many",
        r#"[{"entryId":"1","event":"a","contentType":"text/plain"},{"entryId":"1","event":"b","contentType":"text/plain"}]"#,
        400,
        r#"{"errorCode":"ERR_PUBSUB_EVENTS_SER","message":"error marshaling events to bytes for topic many pubsub pubsub. error: entryId is duplicated or not present for entry","details":[*]}"#,
    ),
    row(
        "POST /v1.0/publish/bulk/pubsub/many",
        "{}",
        400,
        r#"{"errorCode":"ERR_PUBSUB_EVENTS_SER","message":"error when unmarshaling the request for topic many pubsub pubsub: json: cannot unmarshal object into Go value of type []http.bulkPublishMessageEntry","details":[*]}"#,
    ),
    // Resiliency. The breaker opens at the second failure in a row.
    row("GET /v1.0/invoke/nodeapp/method/status/502", "", 502, "this is 502"),
    row("GET /v1.0/invoke/nodeapp/method/status/502", "", 502, "this is 502"),
    row(
        "GET /v1.0/invoke/nodeapp/method/status/502",
        "",
        500,
        r#"{"errorCode":"ERR_DIRECT_INVOKE","message":"failed to invoke, id: nodeapp, err: circuit breaker is open"}"#,
    ),
    row("GET /v1.0/invoke/nodeapp/method/status/200", "", 200, "this is 200"),
    row(
        "GET /v1.0/invoke/nodeapp/method/slow",
        "",
        500,
        r#"{"errorCode":"ERR_DIRECT_INVOKE","message":"failed to invoke, id: nodeapp, err: context deadline exceeded"}"#,
    ),
    row(
        "POST /v1.0/state/frail",
        r#"[{"key":"x","value":2,"options":{"concurrency":"often"}}]"#,
        500,
        r#"{"errorCode":"ERR_STATE_SAVE","message":"failed saving state in state store frail: unrecognized concurrency model 'often'"}"#,
    ),
    row(
        "POST /v1.0/state/frail",
        r#"[{"key":"x","value":2,"options":{"concurrency":"often"}},{"key":"y","value":2}]"#,
        500,
        r#"{"errorCode":"ERR_STATE_SAVE","message":"failed saving state in state store frail: *unrecognized concurrency model 'often'*"}"#,
    ),
    row(
        "POST /v1.0/state/frail",
        r#"[{"key":"x","value":2}]"#,
        500,
        r#"{"errorCode":"ERR_STATE_SAVE","message":"failed saving state in state store frail: circuit breaker is open"}"#,
    ),
    row(
        "GET /v1.0/state/frail/x",
        "",
        500,
        r#"{"errorCode":"ERR_STATE_GET","message":"fail to get x from state store frail: circuit breaker is open"}"#,
    ),
    row(
        "DELETE /v1.0/state/frail/x",
        "",
        500,
        r#"{"errorCode":"ERR_STATE_DELETE","message":"failed deleting state with key x: circuit breaker is open"}"#,
    ),
    row(
        "POST /v1.0/state/frail/transaction",
        r#"{"operations":[{"operation":"upsert","request":{"key":"x","value":1}}]}"#,
        500,
        r#"{"errorCode":"ERR_STATE_TRANSACTION","message":"error while executing state transaction: circuit breaker is open"}"#,
    ),
    row(
        "POST /v1.0/state/frail/bulk",
        r#"{"keys":["x"]}"#,
        500,
        r#"{"errorCode":"ERR_STATE_BULK_GET","message":"circuit breaker is open"}"#,
    )
    .redis(&[(&["SET", "wrong", "x"], "ok")]),
    row(
        "POST /v1.0/publish/fragile/wrong",
        r#"{"a":1}"#,
        500,
        r#"{"errorCode":"ERR_PUBSUB_PUBLISH_MESSAGE","message":"error when publishing to topic wrong in pubsub fragile: redis streams: error from publish: WRONGTYPE *","details":[*]}"#,
    ),
    row("POST /v1.0/publish/fragile/wrong", r#"{"a":1}"#, 500, "*WRONGTYPE*"),
    row(
        "POST /v1.0/publish/fragile/wrong",
        r#"{"a":1}"#,
        500,
        r#"{"errorCode":"ERR_PUBSUB_PUBLISH_MESSAGE","message":"error when publishing to topic wrong in pubsub fragile: circuit breaker is open","details":[*,{"@type":"type.googleapis.com/google.rpc.ErrorInfo","domain":"dapr.io","metadata":{"error":"circuit breaker is open","topic":"wrong"},"reason":"DAPR_PUBSUB_PUBLISH_MESSAGE"}]}"#,
    ),
    row(
        "POST /v1.0/publish/bulk/fragile/wrong",
        r#"[{"entryId":"1","event":"a","contentType":"text/plain"},{"entryId":"2","event":"b","contentType":"text/plain"}]"#,
        500,
        r#"{"failedEntries":[{"entryId":"1","error":"circuit breaker is open"},{"entryId":"2","error":"circuit breaker is open"}],"errorCode":"ERR_PUBSUB_PUBLISH_MESSAGE"}"#,
    ),
    // The rest.
    row("PUT /v1.0/metadata/answer", "forty-two", 204, ""),
    row("GET /v1.0/metadata", "", 200, r#"{"id":"nodeapp","runtimeVersion":"*","enabledFeatures":[*"HotReload"*],"components":[*],"extended":{"answer":"forty-two",*"daprRuntimeVersion":"*"},*"appConnectionProperties":{"port":*,"protocol":"http","channelAddress":"127.0.0.1"},"actorRuntime":{*}*}*"#)
        .shows(&[("content-type", "application/json")]),
    row(
        "POST /v1.0/bindings/absent",
        r#"{"operation":"create"}"#,
        500,
        r#"{"errorCode":"ERR_INVOKE_OUTPUT_BINDING","message":"error invoking output binding absent: couldn't find output binding absent"}"#,
    ),
    row(
        "GET /v1.0/configuration/absent?key=a",
        "",
        500,
        r#"{"errorCode":"ERR_CONFIGURATION_STORE_NOT_CONFIGURED","message":"configuration stores not configured"}"#,
    ),
    row(
        "POST /v1.0-alpha1/lock/absent",
        r#"{"resourceId":"a","lockOwner":"b","expiryInSeconds":1}"#,
        500,
        r#"{"errorCode":"ERR_LOCK_STORE_NOT_CONFIGURED","message":"lock store is not configured"}"#,
    ),
    row("GET /v1.0/state/statestore/a%zz", "", 400, "400 Bad Request"),
    row(
        "GET /v1.0/actors/a/1/method/m",
        "",
        400,
        r#"{"errorCode":"ERR_ACTOR_NO_PLACEMENT","message":"placement service is not configured"}"#,
    ),
    row(
        "GET /v1.0-alpha1/workflows/dapr/x",
        "",
        400,
        r#"{"errorCode":"ERR_ACTOR_NO_PLACEMENT","message":"placement service is not configured"}"#,
    ),
    row(
        "GET /v1.0-alpha1/jobs/x",
        "",
        500,
        r#"{"errorCode":"DAPR_SCHEDULER_GET_JOB","message":"failed to get job due to: scheduler clients are disabled","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","domain":"dapr.io","metadata":{"appID":"nodeapp","namespace":"*"},"reason":"DAPR_SCHEDULER_GET_JOB"}]}"#,
    ),
    row(
        "PUT /v1.0-alpha1/crypto/absent/encrypt",
        "",
        500,
        r#"{"errorCode":"ERR_CRYPTO_PROVIDERS_NOT_CONFIGURED","message":"crypto providers not configured"}"#,
    ),
    row(
        "POST /v1.0-alpha1/conversation/absent/converse",
        "{}",
        400,
        r#"{"errorCode":"ERR_CONVERSATION_NOT_FOUND","message":"failed finding conversation component absent"}"#,
    ),
];
