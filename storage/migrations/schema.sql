CREATE TABLE access_batch (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    shelf BLOB NOT NULL,
    device VARCHAR NOT NULL,
    incarnation INTEGER NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    "before" VARCHAR NOT NULL,
    link VARCHAR NOT NULL,
    "key" VARCHAR NOT NULL,
    sealed VARCHAR NOT NULL,
    signature VARCHAR NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT shelf_valid CHECK (length("shelf") = 16),
    CONSTRAINT device_valid CHECK (length("device") <= 16 AND "device" <> ''),
    CONSTRAINT incarnation_valid CHECK ("incarnation" BETWEEN 0 AND 4294967295),
    CONSTRAINT first_valid CHECK ("first" BETWEEN 0 AND 9007199254740991),
    CONSTRAINT last_valid CHECK ("last" BETWEEN 0 AND 9007199254740991),
    CONSTRAINT before_valid CHECK (length("before") <= 64 AND "before" <> ''),
    CONSTRAINT link_valid CHECK (length("link") <= 64 AND "link" <> ''),
    CONSTRAINT key_valid CHECK (length("key") <= 64 AND "key" <> ''),
    CONSTRAINT sealed_valid CHECK (length("sealed") <= 200000 AND "sealed" <> ''),
    CONSTRAINT signature_valid CHECK (length("signature") <= 128 AND "signature" <> ''),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX access_batch_by_device_incarnation ON access_batch (device, incarnation, last);

CREATE TABLE access_entry (
    device BLOB NOT NULL,
    incarnation INTEGER NOT NULL,
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    until INTEGER NOT NULL,
    act VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    subject BLOB NOT NULL,
    "case" BLOB NOT NULL,
    author VARCHAR NOT NULL,
    digest BLOB NOT NULL,
    link BLOB NOT NULL,
    salt BLOB,
    said VARCHAR,
    PRIMARY KEY (device, incarnation, number),
    CONSTRAINT link_valid CHECK (length(link) = 32)
);

CREATE INDEX access_entry_by_act ON access_entry (act, at);

CREATE INDEX access_entry_by_at ON access_entry (at);

CREATE INDEX access_entry_by_case ON access_entry ("case", at);

CREATE INDEX access_entry_by_subject ON access_entry (subject, act, at);

CREATE TABLE access_fault (
    batch BLOB NOT NULL,
    device BLOB NOT NULL,
    incarnation INTEGER NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    reason VARCHAR NOT NULL,
    PRIMARY KEY (batch)
);

CREATE TABLE access_key (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    device VARCHAR NOT NULL,
    "key" VARCHAR NOT NULL,
    reader VARCHAR NOT NULL,
    wrapped VARCHAR NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT device_valid CHECK (length("device") <= 16 AND "device" <> ''),
    CONSTRAINT key_valid CHECK (length("key") <= 64 AND "key" <> ''),
    CONSTRAINT reader_valid CHECK (length("reader") <= 16 AND "reader" <> ''),
    CONSTRAINT wrapped_valid CHECK (length("wrapped") <= 2000 AND "wrapped" <> ''),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX access_key_by_device_reader ON access_key (device, reader);

CREATE TABLE access_seal (
    device BLOB NOT NULL,
    incarnation INTEGER NOT NULL,
    last INTEGER NOT NULL,
    first INTEGER NOT NULL,
    at INTEGER NOT NULL,
    link BLOB NOT NULL,
    signature BLOB NOT NULL,
    PRIMARY KEY (device, incarnation, last)
);

CREATE TABLE access_secret (
    id BLOB NOT NULL,
    device BLOB NOT NULL,
    "key" BLOB NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT key_valid CHECK (length(key) = 32)
);

CREATE TABLE acknowledged (
    what VARCHAR NOT NULL,
    number INTEGER NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (what)
);

CREATE TABLE activity (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    name VARCHAR NOT NULL,
    owner VARCHAR NOT NULL,
    shipped VARCHAR NOT NULL,
    services VARCHAR NOT NULL,
    mode VARCHAR NOT NULL,
    minutes INTEGER,
    compensation INTEGER NOT NULL,
    hidden INTEGER NOT NULL,
    place INTEGER,
    PRIMARY KEY (id),
    CONSTRAINT name_valid CHECK (length("name") <= 120 AND "name" <> ''),
    CONSTRAINT owner_valid CHECK (length("owner") <= 80),
    CONSTRAINT shipped_valid CHECK (length("shipped") <= 60),
    CONSTRAINT minutes_valid CHECK ("minutes" BETWEEN 0 AND 1440),
    CONSTRAINT compensation_valid CHECK ("compensation" IN (0, 1)),
    CONSTRAINT hidden_valid CHECK ("hidden" IN (0, 1)),
    CONSTRAINT place_valid CHECK ("place" BETWEEN 0 AND 1000),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX activity_by_owner ON activity (owner);

CREATE TABLE agency (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    name VARCHAR NOT NULL,
    agency_kind VARCHAR NOT NULL,
    phone VARCHAR NOT NULL,
    after_hours VARCHAR NOT NULL,
    secure_mail VARCHAR NOT NULL,
    address VARCHAR NOT NULL,
    towns VARCHAR NOT NULL,
    counties VARCHAR NOT NULL,
    needs VARCHAR NOT NULL,
    ages VARCHAR NOT NULL,
    intake VARCHAR NOT NULL,
    mou_signed_on VARCHAR,
    mou_until VARCHAR,
    PRIMARY KEY (id),
    CONSTRAINT name_valid CHECK (length("name") <= 120 AND "name" <> ''),
    CONSTRAINT phone_valid CHECK (length("phone") <= 40),
    CONSTRAINT after_hours_valid CHECK (length("after_hours") <= 80),
    CONSTRAINT secure_mail_valid CHECK (length("secure_mail") <= 120),
    CONSTRAINT address_valid CHECK (length("address") <= 200),
    CONSTRAINT ages_valid CHECK (length("ages") <= 40),
    CONSTRAINT intake_valid CHECK (length("intake") <= 1000),
    CONSTRAINT mou_signed_on_valid CHECK ("mou_signed_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT mou_until_valid CHECK ("mou_until" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX agency_by_name ON agency (name);

CREATE TABLE anonymous_count (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    cases INTEGER NOT NULL,
    counts VARCHAR NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT cases_valid CHECK ("cases" BETWEEN 0 AND 1000000),
    CONSTRAINT counts_valid CHECK (length("counts") <= 400000 AND "counts" <> ''),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE TABLE appearance (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    "case" BLOB,
    person BLOB NOT NULL,
    as_of VARCHAR NOT NULL,
    height VARCHAR NOT NULL,
    weight VARCHAR NOT NULL,
    hair VARCHAR NOT NULL,
    eyes VARCHAR NOT NULL,
    marks VARCHAR NOT NULL,
    phones VARCHAR NOT NULL,
    handles VARCHAR NOT NULL,
    companions VARCHAR NOT NULL,
    places VARCHAR NOT NULL,
    needs VARCHAR NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT case_valid CHECK (length("case") = 16),
    CONSTRAINT person_valid CHECK (length("person") = 16),
    CONSTRAINT as_of_valid CHECK ("as_of" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT height_valid CHECK (length("height") <= 40),
    CONSTRAINT weight_valid CHECK (length("weight") <= 40),
    CONSTRAINT hair_valid CHECK (length("hair") <= 80),
    CONSTRAINT eyes_valid CHECK (length("eyes") <= 80),
    CONSTRAINT marks_valid CHECK (length("marks") <= 500),
    CONSTRAINT phones_valid CHECK (length("phones") <= 300),
    CONSTRAINT companions_valid CHECK (length("companions") <= 1000),
    CONSTRAINT places_valid CHECK (length("places") <= 1000),
    CONSTRAINT needs_valid CHECK (length("needs") <= 1000),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX appearance_by_case_as_of ON appearance ("case", as_of);

CREATE INDEX appearance_by_person ON appearance (person);

CREATE TABLE arrived_change (
    device BLOB NOT NULL,
    incarnation INTEGER NOT NULL,
    counter INTEGER NOT NULL,
    at INTEGER NOT NULL,
    author VARCHAR NOT NULL,
    act VARCHAR NOT NULL,
    units BLOB NOT NULL,
    state VARCHAR DEFAULT '' NOT NULL,
    PRIMARY KEY (device, incarnation, counter)
);

CREATE INDEX arrived_change_by_at ON arrived_change (at);

CREATE TABLE assistance_request (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    "on" VARCHAR NOT NULL,
    asked_by VARCHAR NOT NULL,
    partner BLOB,
    agency BLOB,
    discipline VARCHAR NOT NULL,
    topic VARCHAR NOT NULL,
    question VARCHAR NOT NULL,
    answer VARCHAR NOT NULL,
    answered_on VARCHAR,
    minutes INTEGER,
    became VARCHAR NOT NULL,
    county VARCHAR NOT NULL,
    coordinator VARCHAR NOT NULL,
    funding VARCHAR NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT on_valid CHECK ("on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT asked_by_valid CHECK (length("asked_by") <= 120),
    CONSTRAINT partner_valid CHECK (length("partner") = 16),
    CONSTRAINT agency_valid CHECK (length("agency") = 16),
    CONSTRAINT question_valid CHECK (length("question") <= 1000 AND "question" <> ''),
    CONSTRAINT answer_valid CHECK (length("answer") <= 2000),
    CONSTRAINT answered_on_valid CHECK ("answered_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT minutes_valid CHECK ("minutes" BETWEEN 0 AND 1440),
    CONSTRAINT coordinator_valid CHECK (length("coordinator") <= 80),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX assistance_request_by_on ON assistance_request ("on");

CREATE TABLE attestation (
    snapshot BLOB NOT NULL,
    device BLOB NOT NULL,
    total BLOB NOT NULL,
    PRIMARY KEY (snapshot, device)
);

CREATE TABLE blob (
    blob VARCHAR NOT NULL,
    manifest BLOB,
    sent BLOB DEFAULT (x'') NOT NULL,
    wanted INTEGER DEFAULT '0' NOT NULL,
    absent INTEGER DEFAULT '0' NOT NULL,
    PRIMARY KEY (blob)
);

CREATE TABLE blob_chunk (
    blob VARCHAR NOT NULL,
    number INTEGER NOT NULL,
    digest VARCHAR NOT NULL,
    PRIMARY KEY (blob, number)
);

CREATE INDEX blob_chunk_by_digest ON blob_chunk (digest);

CREATE TABLE blob_gone (
    blob VARCHAR NOT NULL,
    vault BLOB NOT NULL,
    PRIMARY KEY (blob, vault)
);

CREATE TABLE bundle (
    digest BLOB NOT NULL,
    made_here INTEGER NOT NULL,
    moment INTEGER NOT NULL,
    device BLOB NOT NULL,
    since INTEGER NOT NULL,
    envelopes INTEGER NOT NULL,
    PRIMARY KEY (digest, made_here)
);

CREATE TABLE carried_key (
    scope BLOB NOT NULL,
    PRIMARY KEY (scope)
);

CREATE TABLE "case" (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    number VARCHAR NOT NULL,
    youth BLOB,
    cac VARCHAR NOT NULL,
    county VARCHAR NOT NULL,
    coordinator VARCHAR NOT NULL,
    backup_coordinator VARCHAR NOT NULL,
    opened_on VARCHAR NOT NULL,
    closed_on VARCHAR,
    status VARCHAR NOT NULL,
    priority VARCHAR NOT NULL,
    exploitation_at_open VARCHAR NOT NULL,
    exploitation_now VARCHAR NOT NULL,
    response VARCHAR NOT NULL,
    further_counties VARCHAR NOT NULL,
    dcf_office VARCHAR NOT NULL,
    da_office VARCHAR NOT NULL,
    police VARCHAR NOT NULL,
    next_review_on VARCHAR,
    closure_reason VARCHAR NOT NULL,
    reopened_on VARCHAR,
    exploitation_at_close VARCHAR NOT NULL,
    outcome VARCHAR NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT number_valid CHECK (length("number") <= 24 AND "number" <> ''),
    CONSTRAINT youth_valid CHECK (length("youth") = 16),
    CONSTRAINT coordinator_valid CHECK (length("coordinator") <= 80),
    CONSTRAINT backup_coordinator_valid CHECK (length("backup_coordinator") <= 80),
    CONSTRAINT opened_on_valid CHECK ("opened_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT closed_on_valid CHECK ("closed_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT dcf_office_valid CHECK (length("dcf_office") <= 80),
    CONSTRAINT da_office_valid CHECK (length("da_office") <= 80),
    CONSTRAINT police_valid CHECK (length("police") <= 120),
    CONSTRAINT next_review_on_valid CHECK ("next_review_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT reopened_on_valid CHECK ("reopened_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT outcome_valid CHECK (length("outcome") <= 4000),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX case_by_coordinator_status ON "case" (coordinator, status);

CREATE INDEX case_by_next_review_on ON "case" (next_review_on);

CREATE INDEX case_by_status_opened_on ON "case" (status, opened_on);

CREATE INDEX case_by_youth ON "case" (youth);

CREATE TABLE case_key (
    scope BLOB NOT NULL,
    vault BLOB NOT NULL,
    epoch INTEGER NOT NULL,
    wrapped BLOB NOT NULL,
    PRIMARY KEY (scope)
);

CREATE TABLE case_key_beside (
    scope BLOB NOT NULL,
    wrapped BLOB NOT NULL,
    vault BLOB NOT NULL,
    epoch INTEGER NOT NULL,
    PRIMARY KEY (scope, wrapped)
);

CREATE TABLE case_link (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    "case" BLOB,
    other BLOB NOT NULL,
    link VARCHAR NOT NULL,
    "on" VARCHAR NOT NULL,
    remark VARCHAR NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT case_valid CHECK (length("case") = 16),
    CONSTRAINT other_valid CHECK (length("other") = 16),
    CONSTRAINT on_valid CHECK ("on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT remark_valid CHECK (length("remark") <= 300),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX case_link_by_case ON case_link ("case");

CREATE INDEX case_link_by_other ON case_link (other);

CREATE TABLE chain_end (
    log BLOB NOT NULL,
    device BLOB NOT NULL,
    incarnation INTEGER NOT NULL,
    number INTEGER NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (log, device, incarnation)
);

CREATE TABLE clock_setting (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    rule VARCHAR NOT NULL,
    off INTEGER NOT NULL,
    amount INTEGER,
    remark VARCHAR NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT rule_valid CHECK (length("rule") <= 40 AND "rule" <> ''),
    CONSTRAINT off_valid CHECK ("off" IN (0, 1)),
    CONSTRAINT amount_valid CHECK ("amount" BETWEEN 0 AND 10000),
    CONSTRAINT remark_valid CHECK (length("remark") <= 200),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX clock_setting_by_rule ON clock_setting (rule);

CREATE TABLE code_setting (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    list_name VARCHAR NOT NULL,
    code VARCHAR NOT NULL,
    hidden INTEGER NOT NULL,
    relabelled VARCHAR NOT NULL,
    own INTEGER NOT NULL,
    pmt VARCHAR NOT NULL,
    nca VARCHAR NOT NULL,
    place INTEGER,
    valid_from VARCHAR,
    valid_to VARCHAR,
    PRIMARY KEY (id),
    CONSTRAINT list_name_valid CHECK (length("list_name") <= 60 AND "list_name" <> ''),
    CONSTRAINT code_valid CHECK (length("code") <= 60 AND "code" <> ''),
    CONSTRAINT hidden_valid CHECK ("hidden" IN (0, 1)),
    CONSTRAINT relabelled_valid CHECK (length("relabelled") <= 200),
    CONSTRAINT own_valid CHECK ("own" IN (0, 1)),
    CONSTRAINT pmt_valid CHECK (length("pmt") <= 40),
    CONSTRAINT nca_valid CHECK (length("nca") <= 40),
    CONSTRAINT place_valid CHECK ("place" BETWEEN 0 AND 1000),
    CONSTRAINT valid_from_valid CHECK ("valid_from" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT valid_to_valid CHECK ("valid_to" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX code_setting_by_list_name ON code_setting (list_name);

CREATE TABLE contact (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    "case" BLOB,
    "on" VARCHAR NOT NULL,
    started_at VARCHAR,
    minutes INTEGER,
    mode VARCHAR NOT NULL,
    place VARCHAR NOT NULL,
    with_whom VARCHAR NOT NULL,
    youth_present INTEGER NOT NULL,
    interpreter INTEGER NOT NULL,
    miles INTEGER,
    plan_updated INTEGER NOT NULL,
    coordinator VARCHAR NOT NULL,
    event BLOB,
    joint BLOB,
    PRIMARY KEY (id),
    CONSTRAINT case_valid CHECK (length("case") = 16),
    CONSTRAINT on_valid CHECK ("on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT minutes_valid CHECK ("minutes" BETWEEN 0 AND 1440),
    CONSTRAINT youth_present_valid CHECK ("youth_present" IN (0, 1)),
    CONSTRAINT interpreter_valid CHECK ("interpreter" IN (0, 1)),
    CONSTRAINT miles_valid CHECK ("miles" BETWEEN 0 AND 2000),
    CONSTRAINT plan_updated_valid CHECK ("plan_updated" IN (0, 1)),
    CONSTRAINT coordinator_valid CHECK (length("coordinator") <= 80),
    CONSTRAINT event_valid CHECK (length("event") = 16),
    CONSTRAINT joint_valid CHECK (length("joint") = 16),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX contact_by_case_on ON contact ("case", "on");

CREATE INDEX contact_by_on ON contact ("on");

CREATE TABLE court_event (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    "case" BLOB,
    person BLOB,
    matter VARCHAR NOT NULL,
    event_type VARCHAR NOT NULL,
    "on" VARCHAR NOT NULL,
    at VARCHAR,
    court VARCHAR NOT NULL,
    session VARCHAR NOT NULL,
    judge VARCHAR NOT NULL,
    docket VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    previous BLOB,
    counsel VARCHAR NOT NULL,
    youth_required INTEGER NOT NULL,
    accompanied_by VARCHAR NOT NULL,
    accompanied_name VARCHAR NOT NULL,
    ride_needed INTEGER NOT NULL,
    exploiter_present INTEGER NOT NULL,
    orders VARCHAR NOT NULL,
    to_notify VARCHAR NOT NULL,
    impact_statement INTEGER NOT NULL,
    restitution VARCHAR NOT NULL,
    outcome VARCHAR NOT NULL,
    next_on VARCHAR,
    PRIMARY KEY (id),
    CONSTRAINT case_valid CHECK (length("case") = 16),
    CONSTRAINT person_valid CHECK (length("person") = 16),
    CONSTRAINT on_valid CHECK ("on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT court_valid CHECK (length("court") <= 120),
    CONSTRAINT session_valid CHECK (length("session") <= 40),
    CONSTRAINT judge_valid CHECK (length("judge") <= 80),
    CONSTRAINT docket_valid CHECK (length("docket") <= 40),
    CONSTRAINT previous_valid CHECK (length("previous") = 16),
    CONSTRAINT youth_required_valid CHECK ("youth_required" IN (0, 1)),
    CONSTRAINT accompanied_name_valid CHECK (length("accompanied_name") <= 80),
    CONSTRAINT ride_needed_valid CHECK ("ride_needed" IN (0, 1)),
    CONSTRAINT exploiter_present_valid CHECK ("exploiter_present" IN (0, 1)),
    CONSTRAINT impact_statement_valid CHECK ("impact_statement" IN (0, 1)),
    CONSTRAINT restitution_valid CHECK (length("restitution") <= 200),
    CONSTRAINT outcome_valid CHECK (length("outcome") <= 4000),
    CONSTRAINT next_on_valid CHECK ("next_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX court_event_by_case_on ON court_event ("case", "on");

CREATE INDEX court_event_by_on ON court_event ("on");

CREATE TABLE coverage (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    away VARCHAR NOT NULL,
    covered_by VARCHAR NOT NULL,
    from_on VARCHAR NOT NULL,
    until_on VARCHAR NOT NULL,
    remark VARCHAR NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT away_valid CHECK (length("away") <= 80 AND "away" <> ''),
    CONSTRAINT covered_by_valid CHECK (length("covered_by") <= 80 AND "covered_by" <> ''),
    CONSTRAINT from_on_valid CHECK ("from_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT until_on_valid CHECK ("until_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT remark_valid CHECK (length("remark") <= 200),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX coverage_by_until_on ON coverage (until_on);

CREATE TABLE credential (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    holder VARCHAR NOT NULL,
    credential VARCHAR NOT NULL,
    training_minutes INTEGER,
    trained_by VARCHAR NOT NULL,
    supervisor VARCHAR NOT NULL,
    from_on VARCHAR NOT NULL,
    until_on VARCHAR,
    PRIMARY KEY (id),
    CONSTRAINT holder_valid CHECK (length("holder") <= 80 AND "holder" <> ''),
    CONSTRAINT training_minutes_valid CHECK ("training_minutes" BETWEEN 0 AND 100000),
    CONSTRAINT trained_by_valid CHECK (length("trained_by") <= 120),
    CONSTRAINT supervisor_valid CHECK (length("supervisor") <= 80),
    CONSTRAINT from_on_valid CHECK ("from_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT until_on_valid CHECK ("until_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX credential_by_holder ON credential (holder);

CREATE TABLE custody_period (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    "case" BLOB,
    person BLOB NOT NULL,
    custody VARCHAR NOT NULL,
    holder VARCHAR NOT NULL,
    holder_person BLOB,
    consents VARCHAR NOT NULL,
    from_on VARCHAR NOT NULL,
    until_on VARCHAR,
    basis VARCHAR NOT NULL,
    seen INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT case_valid CHECK (length("case") = 16),
    CONSTRAINT person_valid CHECK (length("person") = 16),
    CONSTRAINT holder_valid CHECK (length("holder") <= 120),
    CONSTRAINT holder_person_valid CHECK (length("holder_person") = 16),
    CONSTRAINT from_on_valid CHECK ("from_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT until_on_valid CHECK ("until_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT basis_valid CHECK (length("basis") <= 200),
    CONSTRAINT seen_valid CHECK ("seen" IN (0, 1)),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX custody_period_by_case_from_on ON custody_period ("case", from_on);

CREATE INDEX custody_period_by_person ON custody_period (person);

CREATE INDEX custody_period_by_until_on ON custody_period (until_on);

CREATE TABLE disclosure (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    at VARCHAR NOT NULL,
    form VARCHAR NOT NULL,
    content VARCHAR NOT NULL,
    purpose VARCHAR NOT NULL,
    recipient VARCHAR NOT NULL,
    basis VARCHAR NOT NULL,
    people VARCHAR NOT NULL,
    records INTEGER,
    digest VARCHAR NOT NULL,
    author VARCHAR NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT form_valid CHECK (length("form") <= 80 AND "form" <> ''),
    CONSTRAINT purpose_valid CHECK (length("purpose") <= 200 AND "purpose" <> ''),
    CONSTRAINT recipient_valid CHECK (length("recipient") <= 200 AND "recipient" <> ''),
    CONSTRAINT records_valid CHECK ("records" BETWEEN 0 AND 100000000),
    CONSTRAINT digest_valid CHECK (length("digest") <= 64),
    CONSTRAINT author_valid CHECK (length("author") <= 80),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX disclosure_by_at ON disclosure (at);

CREATE TABLE document (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    "case" BLOB,
    title VARCHAR NOT NULL,
    document_kind VARCHAR NOT NULL,
    received_on VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    redisclosure VARCHAR NOT NULL,
    "limit" VARCHAR NOT NULL,
    kept_at VARCHAR NOT NULL,
    file_name VARCHAR NOT NULL,
    media VARCHAR NOT NULL,
    size INTEGER,
    digest VARCHAR NOT NULL,
    blob VARCHAR NOT NULL,
    "key" VARCHAR NOT NULL,
    chunks INTEGER,
    PRIMARY KEY (id),
    CONSTRAINT case_valid CHECK (length("case") = 16),
    CONSTRAINT title_valid CHECK (length("title") <= 160 AND "title" <> ''),
    CONSTRAINT received_on_valid CHECK ("received_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT source_valid CHECK (length("source") <= 120),
    CONSTRAINT limit_valid CHECK (length("limit") <= 500),
    CONSTRAINT kept_at_valid CHECK (length("kept_at") <= 120),
    CONSTRAINT file_name_valid CHECK (length("file_name") <= 255),
    CONSTRAINT size_valid CHECK ("size" BETWEEN 0 AND 268435456),
    CONSTRAINT digest_valid CHECK (length("digest") <= 64),
    CONSTRAINT blob_valid CHECK (length("blob") <= 64),
    CONSTRAINT key_valid CHECK (length("key") <= 64),
    CONSTRAINT chunks_valid CHECK ("chunks" BETWEEN 0 AND 4096),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX document_by_blob ON document (blob);

CREATE INDEX document_by_case_received_on ON document ("case", received_on);

CREATE TABLE draft (
    place VARCHAR NOT NULL,
    saved INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (place)
);

CREATE TABLE early (
    record BLOB NOT NULL,
    register VARCHAR NOT NULL,
    dot BLOB NOT NULL,
    PRIMARY KEY (record, register, dot)
);

CREATE TABLE emptied (
    log BLOB NOT NULL,
    device BLOB NOT NULL,
    incarnation INTEGER NOT NULL,
    counter INTEGER NOT NULL,
    PRIMARY KEY (log, device, incarnation, counter)
);

CREATE TABLE envelope_carried (
    log BLOB NOT NULL,
    device BLOB NOT NULL,
    incarnation INTEGER NOT NULL,
    number INTEGER NOT NULL,
    digest BLOB NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (log, device, incarnation, number)
);

CREATE TABLE envelope_in (
    log BLOB NOT NULL,
    sequence INTEGER NOT NULL,
    body BLOB NOT NULL,
    state VARCHAR NOT NULL,
    reason VARCHAR DEFAULT '' NOT NULL,
    PRIMARY KEY (log, sequence),
    CONSTRAINT state_valid CHECK (state IN ('waiting', 'parked'))
);

CREATE INDEX envelope_in_by_state ON envelope_in (state, log, sequence);

CREATE TABLE envelope_out (
    log BLOB NOT NULL,
    incarnation INTEGER NOT NULL,
    number INTEGER NOT NULL,
    digest BLOB NOT NULL,
    body BLOB NOT NULL,
    sequence INTEGER,
    state VARCHAR NOT NULL,
    reason VARCHAR DEFAULT '' NOT NULL,
    first INTEGER,
    PRIMARY KEY (log, incarnation, number),
    CONSTRAINT state_valid CHECK (state IN ('waiting', 'sent', 'refused'))
);

CREATE INDEX envelope_out_by_state ON envelope_out (state);

CREATE TABLE exploitation (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    "case" BLOB,
    person BLOB,
    known_on VARCHAR NOT NULL,
    types VARCHAR NOT NULL,
    things_of_value VARCHAR NOT NULL,
    venues VARCHAR NOT NULL,
    platforms VARCHAR NOT NULL,
    recruiter VARCHAR NOT NULL,
    age_first INTEGER,
    started VARCHAR,
    ended VARCHAR,
    active VARCHAR NOT NULL,
    third_party VARCHAR NOT NULL,
    disclosed VARCHAR NOT NULL,
    explanation VARCHAR NOT NULL,
    account VARCHAR NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT case_valid CHECK (length("case") = 16),
    CONSTRAINT person_valid CHECK (length("person") = 16),
    CONSTRAINT known_on_valid CHECK ("known_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT age_first_valid CHECK ("age_first" BETWEEN 0 AND 25),
    CONSTRAINT explanation_valid CHECK (length("explanation") <= 200),
    CONSTRAINT account_valid CHECK (length("account") <= 20000),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX exploitation_by_case_known_on ON exploitation ("case", known_on);

CREATE TABLE exploiter (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    "case" BLOB,
    name VARCHAR NOT NULL,
    aliases VARCHAR NOT NULL,
    handles VARCHAR NOT NULL,
    age_band VARCHAR NOT NULL,
    sex VARCHAR NOT NULL,
    person BLOB,
    gives_consent INTEGER NOT NULL,
    may_be_victim INTEGER NOT NULL,
    police VARCHAR NOT NULL,
    police_number VARCHAR NOT NULL,
    police_status VARCHAR NOT NULL,
    charges VARCHAR NOT NULL,
    safety_notes VARCHAR NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT case_valid CHECK (length("case") = 16),
    CONSTRAINT name_valid CHECK (length("name") <= 120),
    CONSTRAINT person_valid CHECK (length("person") = 16),
    CONSTRAINT gives_consent_valid CHECK ("gives_consent" IN (0, 1)),
    CONSTRAINT may_be_victim_valid CHECK ("may_be_victim" IN (0, 1)),
    CONSTRAINT police_valid CHECK (length("police") <= 120),
    CONSTRAINT police_number_valid CHECK (length("police_number") <= 60),
    CONSTRAINT charges_valid CHECK (length("charges") <= 1000),
    CONSTRAINT safety_notes_valid CHECK (length("safety_notes") <= 2000),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX exploiter_by_case ON exploiter ("case");

CREATE INDEX exploiter_by_person ON exploiter (person);

CREATE TABLE expunged (
    scope BLOB NOT NULL,
    vault BLOB NOT NULL,
    moved_to BLOB NOT NULL,
    moment INTEGER NOT NULL,
    reason VARCHAR NOT NULL,
    PRIMARY KEY (scope, vault)
);

CREATE TABLE field_setting (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    kind_name VARCHAR NOT NULL,
    field_name VARCHAR NOT NULL,
    hidden INTEGER NOT NULL,
    relabelled VARCHAR NOT NULL,
    mandatory INTEGER NOT NULL,
    place INTEGER,
    PRIMARY KEY (id),
    CONSTRAINT kind_name_valid CHECK (length("kind_name") <= 40 AND "kind_name" <> ''),
    CONSTRAINT field_name_valid CHECK (length("field_name") <= 60 AND "field_name" <> ''),
    CONSTRAINT hidden_valid CHECK ("hidden" IN (0, 1)),
    CONSTRAINT relabelled_valid CHECK (length("relabelled") <= 80),
    CONSTRAINT mandatory_valid CHECK ("mandatory" IN (0, 1)),
    CONSTRAINT place_valid CHECK ("place" BETWEEN 0 AND 1000),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX field_setting_by_kind_name ON field_setting (kind_name);

CREATE TABLE figures_sheet (
    id BLOB NOT NULL,
    form VARCHAR NOT NULL,
    version VARCHAR NOT NULL,
    first_day VARCHAR NOT NULL,
    last_day VARCHAR NOT NULL,
    cac VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    body BLOB NOT NULL,
    approved_by VARCHAR NOT NULL,
    approved_at INTEGER NOT NULL,
    disclosure BLOB NOT NULL,
    state VARCHAR NOT NULL,
    reason VARCHAR DEFAULT '' NOT NULL,
    newest INTEGER DEFAULT '0' NOT NULL,
    sent_at INTEGER,
    PRIMARY KEY (id),
    CONSTRAINT id_valid CHECK (length(id) = 16),
    CONSTRAINT revision_valid CHECK (revision >= 1),
    CONSTRAINT state_valid CHECK (state IN ('approved', 'sent', 'refused'))
);

CREATE UNIQUE INDEX figures_sheet_by_revision ON figures_sheet (form, first_day, last_day, revision);

CREATE INDEX figures_sheet_by_state ON figures_sheet (state);

CREATE TABLE held_key (
    scope BLOB NOT NULL,
    wrapped BLOB NOT NULL,
    vault BLOB NOT NULL,
    epoch INTEGER NOT NULL,
    PRIMARY KEY (scope, wrapped)
);

CREATE TABLE hold_lifting (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    hold BLOB NOT NULL,
    "on" VARCHAR NOT NULL,
    author VARCHAR NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT hold_valid CHECK (length("hold") = 16),
    CONSTRAINT on_valid CHECK ("on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT author_valid CHECK (length("author") <= 80),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX hold_lifting_by_hold ON hold_lifting (hold);

CREATE TABLE indicator (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    "case" BLOB,
    person BLOB,
    "on" VARCHAR NOT NULL,
    vulnerability VARCHAR NOT NULL,
    sign VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    source_person VARCHAR NOT NULL,
    confidence VARCHAR NOT NULL,
    remark VARCHAR NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT case_valid CHECK (length("case") = 16),
    CONSTRAINT person_valid CHECK (length("person") = 16),
    CONSTRAINT on_valid CHECK ("on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT source_person_valid CHECK (length("source_person") <= 120),
    CONSTRAINT remark_valid CHECK (length("remark") <= 1000),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX indicator_by_case_on ON indicator ("case", "on");

CREATE TABLE invitation (
    id BLOB NOT NULL,
    secret BLOB NOT NULL,
    stage VARCHAR NOT NULL,
    state BLOB NOT NULL,
    expires INTEGER NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE involvement (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    "case" BLOB,
    exploiter BLOB NOT NULL,
    person BLOB,
    known_on VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    relation VARCHAR NOT NULL,
    contact_now VARCHAR NOT NULL,
    order_in_force VARCHAR NOT NULL,
    remark VARCHAR NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT case_valid CHECK (length("case") = 16),
    CONSTRAINT exploiter_valid CHECK (length("exploiter") = 16),
    CONSTRAINT person_valid CHECK (length("person") = 16),
    CONSTRAINT known_on_valid CHECK ("known_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT order_in_force_valid CHECK (length("order_in_force") <= 200),
    CONSTRAINT remark_valid CHECK (length("remark") <= 2000),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX involvement_by_case_known_on ON involvement ("case", known_on);

CREATE INDEX involvement_by_exploiter ON involvement (exploiter);

CREATE TABLE journal (
    sequence INTEGER NOT NULL,
    device BLOB NOT NULL,
    incarnation INTEGER NOT NULL,
    counter INTEGER NOT NULL,
    stamp INTEGER NOT NULL,
    author VARCHAR NOT NULL,
    act VARCHAR NOT NULL,
    batch BLOB,
    seen BLOB NOT NULL,
    digest BLOB NOT NULL,
    chain BLOB NOT NULL,
    PRIMARY KEY (sequence)
);

CREATE INDEX journal_by_batch ON journal (batch);

CREATE UNIQUE INDEX journal_by_dot ON journal (device, incarnation, counter);

CREATE TABLE journal_part (
    sequence INTEGER NOT NULL,
    position INTEGER NOT NULL,
    vault BLOB NOT NULL,
    scope BLOB NOT NULL,
    digest BLOB NOT NULL,
    body BLOB,
    PRIMARY KEY (sequence, position)
);

CREATE INDEX journal_part_by_scope ON journal_part (scope, sequence);

CREATE TABLE kept_case (
    "case" BLOB NOT NULL,
    PRIMARY KEY ("case")
);

CREATE TABLE legal_hold (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    "case" BLOB,
    person BLOB,
    ground VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    asked_by VARCHAR NOT NULL,
    from_on VARCHAR NOT NULL,
    until_on VARCHAR,
    placed_by VARCHAR NOT NULL,
    lifted_because VARCHAR NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT case_valid CHECK (length("case") = 16),
    CONSTRAINT person_valid CHECK (length("person") = 16),
    CONSTRAINT reason_valid CHECK (length("reason") <= 500 AND "reason" <> ''),
    CONSTRAINT asked_by_valid CHECK (length("asked_by") <= 120),
    CONSTRAINT from_on_valid CHECK ("from_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT until_on_valid CHECK ("until_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT placed_by_valid CHECK (length("placed_by") <= 80),
    CONSTRAINT lifted_because_valid CHECK (length("lifted_because") <= 500),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX legal_hold_by_case_from_on ON legal_hold ("case", from_on);

CREATE INDEX legal_hold_by_person ON legal_hold (person);

CREATE TABLE log_link (
    log BLOB NOT NULL,
    sequence INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    link BLOB NOT NULL,
    device BLOB NOT NULL,
    incarnation INTEGER NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (log, sequence)
)
 WITHOUT ROWID;

CREATE INDEX log_link_by_author ON log_link (log, device, incarnation, number);

CREATE TABLE member_device (
    device BLOB NOT NULL,
    signing BLOB NOT NULL,
    kem BLOB NOT NULL,
    role VARCHAR NOT NULL,
    sequence INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    person BLOB DEFAULT (x'') NOT NULL,
    ends INTEGER DEFAULT '0' NOT NULL,
    gone INTEGER DEFAULT '0' NOT NULL,
    reason VARCHAR DEFAULT '' NOT NULL,
    PRIMARY KEY (device)
);

CREATE TABLE misfiling (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    "case" BLOB,
    note BLOB NOT NULL,
    moved_to BLOB,
    "on" VARCHAR NOT NULL,
    author VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT case_valid CHECK (length("case") = 16),
    CONSTRAINT note_valid CHECK (length("note") = 16),
    CONSTRAINT moved_to_valid CHECK (length("moved_to") = 16),
    CONSTRAINT on_valid CHECK ("on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT author_valid CHECK (length("author") <= 80),
    CONSTRAINT reason_valid CHECK (length("reason") <= 200),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX misfiling_by_case_on ON misfiling ("case", "on");

CREATE INDEX misfiling_by_note ON misfiling (note);

CREATE TABLE missing_episode (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    "case" BLOB,
    person BLOB NOT NULL,
    identified_at VARCHAR NOT NULL,
    category VARCHAR NOT NULL,
    risk VARCHAR NOT NULL,
    last_seen_at VARCHAR,
    last_seen_where VARCHAR NOT NULL,
    last_seen_by VARCHAR NOT NULL,
    reported_by VARCHAR NOT NULL,
    placement VARCHAR NOT NULL,
    living_situation VARCHAR NOT NULL,
    dcf_at VARCHAR,
    police_at VARCHAR,
    police VARCHAR NOT NULL,
    police_number VARCHAR NOT NULL,
    entered_by_police VARCHAR NOT NULL,
    ncmec_at VARCHAR,
    ncmec_number VARCHAR NOT NULL,
    team_at VARCHAR,
    poster INTEGER NOT NULL,
    clothing VARCHAR NOT NULL,
    companions VARCHAR NOT NULL,
    likely_places VARCHAR NOT NULL,
    dangers VARCHAR NOT NULL,
    status_before VARCHAR NOT NULL,
    returned_at VARCHAR,
    returned_how VARCHAR NOT NULL,
    returned_where VARCHAR NOT NULL,
    condition VARCHAR NOT NULL,
    medical_check VARCHAR NOT NULL,
    interview_on VARCHAR,
    interview_by VARCHAR NOT NULL,
    factors VARCHAR NOT NULL,
    experiences VARCHAR NOT NULL,
    screening BLOB,
    screening_not_done VARCHAR NOT NULL,
    report_filed_on VARCHAR,
    plan_change VARCHAR NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT case_valid CHECK (length("case") = 16),
    CONSTRAINT person_valid CHECK (length("person") = 16),
    CONSTRAINT last_seen_where_valid CHECK (length("last_seen_where") <= 200),
    CONSTRAINT last_seen_by_valid CHECK (length("last_seen_by") <= 120),
    CONSTRAINT reported_by_valid CHECK (length("reported_by") <= 120),
    CONSTRAINT placement_valid CHECK (length("placement") <= 200),
    CONSTRAINT police_valid CHECK (length("police") <= 120),
    CONSTRAINT police_number_valid CHECK (length("police_number") <= 60),
    CONSTRAINT ncmec_number_valid CHECK (length("ncmec_number") <= 60),
    CONSTRAINT poster_valid CHECK ("poster" IN (0, 1)),
    CONSTRAINT clothing_valid CHECK (length("clothing") <= 300),
    CONSTRAINT companions_valid CHECK (length("companions") <= 1000),
    CONSTRAINT likely_places_valid CHECK (length("likely_places") <= 1000),
    CONSTRAINT dangers_valid CHECK (length("dangers") <= 1000),
    CONSTRAINT returned_where_valid CHECK (length("returned_where") <= 200),
    CONSTRAINT condition_valid CHECK (length("condition") <= 500),
    CONSTRAINT interview_on_valid CHECK ("interview_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT interview_by_valid CHECK (length("interview_by") <= 80),
    CONSTRAINT screening_valid CHECK (length("screening") = 16),
    CONSTRAINT screening_not_done_valid CHECK (length("screening_not_done") <= 300),
    CONSTRAINT report_filed_on_valid CHECK ("report_filed_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT plan_change_valid CHECK (length("plan_change") <= 2000),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX missing_episode_by_case_identified_at ON missing_episode ("case", identified_at);

CREATE INDEX missing_episode_by_person ON missing_episode (person);

CREATE INDEX missing_episode_by_returned_at ON missing_episode (returned_at);

CREATE TABLE name_key (
    token VARCHAR NOT NULL,
    record BLOB NOT NULL,
    sound VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    PRIMARY KEY (token, record)
)
 WITHOUT ROWID;

CREATE INDEX name_key_by_record ON name_key (record);

CREATE INDEX name_key_by_sound ON name_key (sound);

CREATE TABLE need (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    "case" BLOB,
    person BLOB,
    "on" VARCHAR NOT NULL,
    need VARCHAR NOT NULL,
    severity VARCHAR NOT NULL,
    "plan" VARCHAR NOT NULL,
    met_on VARCHAR,
    PRIMARY KEY (id),
    CONSTRAINT case_valid CHECK (length("case") = 16),
    CONSTRAINT person_valid CHECK (length("person") = 16),
    CONSTRAINT on_valid CHECK ("on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT plan_valid CHECK (length("plan") <= 1000),
    CONSTRAINT met_on_valid CHECK ("met_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX need_by_case_on ON need ("case", "on");

CREATE TABLE note (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    "case" BLOB,
    "on" VARCHAR NOT NULL,
    note_class VARCHAR NOT NULL,
    template VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    impressions VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    redisclosure VARCHAR NOT NULL,
    tags VARCHAR NOT NULL,
    narrative VARCHAR NOT NULL,
    author VARCHAR NOT NULL,
    contact BLOB,
    amends BLOB,
    PRIMARY KEY (id),
    CONSTRAINT case_valid CHECK (length("case") = 16),
    CONSTRAINT on_valid CHECK ("on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT text_valid CHECK (length("text") <= 200000 AND "text" <> ''),
    CONSTRAINT impressions_valid CHECK (length("impressions") <= 20000),
    CONSTRAINT source_valid CHECK (length("source") <= 120),
    CONSTRAINT author_valid CHECK (length("author") <= 80),
    CONSTRAINT contact_valid CHECK (length("contact") = 16),
    CONSTRAINT amends_valid CHECK (length("amends") = 16),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX note_by_amends ON note (amends);

CREATE INDEX note_by_case_on ON note ("case", "on");

CREATE TABLE outreach (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    "on" VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    outreach_kind VARCHAR NOT NULL,
    audience VARCHAR NOT NULL,
    attendees INTEGER,
    minutes INTEGER,
    town VARCHAR NOT NULL,
    county VARCHAR NOT NULL,
    cac VARCHAR NOT NULL,
    coordinator VARCHAR NOT NULL,
    topic VARCHAR NOT NULL,
    funding VARCHAR NOT NULL,
    partner VARCHAR NOT NULL,
    materials VARCHAR NOT NULL,
    evaluation VARCHAR NOT NULL,
    narrative VARCHAR NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT on_valid CHECK ("on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT title_valid CHECK (length("title") <= 160 AND "title" <> ''),
    CONSTRAINT attendees_valid CHECK ("attendees" BETWEEN 0 AND 1000000),
    CONSTRAINT minutes_valid CHECK ("minutes" BETWEEN 0 AND 10000),
    CONSTRAINT town_valid CHECK (length("town") <= 80),
    CONSTRAINT coordinator_valid CHECK (length("coordinator") <= 80),
    CONSTRAINT topic_valid CHECK (length("topic") <= 160),
    CONSTRAINT partner_valid CHECK (length("partner") <= 120),
    CONSTRAINT materials_valid CHECK (length("materials") <= 200),
    CONSTRAINT evaluation_valid CHECK (length("evaluation") <= 1000),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX outreach_by_on ON outreach ("on");

CREATE TABLE packed_segment (
    log BLOB NOT NULL,
    digest BLOB NOT NULL,
    blob BLOB NOT NULL,
    size INTEGER NOT NULL,
    PRIMARY KEY (log, digest)
);

CREATE TABLE parked_operation (
    device BLOB NOT NULL,
    incarnation INTEGER NOT NULL,
    counter INTEGER NOT NULL,
    position INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    record BLOB NOT NULL,
    registers BLOB,
    reason VARCHAR NOT NULL,
    PRIMARY KEY (device, incarnation, counter, position)
);

CREATE INDEX parked_operation_by_record ON parked_operation (record);

CREATE TABLE partner (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    given_name VARCHAR NOT NULL,
    family_name VARCHAR NOT NULL,
    agency BLOB,
    discipline VARCHAR NOT NULL,
    position VARCHAR NOT NULL,
    team_member INTEGER NOT NULL,
    phone VARCHAR NOT NULL,
    mobile VARCHAR NOT NULL,
    mail VARCHAR NOT NULL,
    secure_mail VARCHAR NOT NULL,
    towns VARCHAR NOT NULL,
    confidentiality_signed_on VARCHAR,
    remark VARCHAR NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT given_name_valid CHECK (length("given_name") <= 80),
    CONSTRAINT family_name_valid CHECK (length("family_name") <= 80 AND "family_name" <> ''),
    CONSTRAINT agency_valid CHECK (length("agency") = 16),
    CONSTRAINT position_valid CHECK (length("position") <= 120),
    CONSTRAINT team_member_valid CHECK ("team_member" IN (0, 1)),
    CONSTRAINT phone_valid CHECK (length("phone") <= 40),
    CONSTRAINT mobile_valid CHECK (length("mobile") <= 40),
    CONSTRAINT mail_valid CHECK (length("mail") <= 120),
    CONSTRAINT secure_mail_valid CHECK (length("secure_mail") <= 120),
    CONSTRAINT confidentiality_signed_on_valid CHECK ("confidentiality_signed_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT remark_valid CHECK (length("remark") <= 1000),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX partner_by_agency ON partner (agency);

CREATE INDEX partner_by_family_name ON partner (family_name);

CREATE TABLE person (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    "case" BLOB,
    role VARCHAR NOT NULL,
    further_roles VARCHAR NOT NULL,
    given_name VARCHAR NOT NULL,
    family_name VARCHAR NOT NULL,
    name_used VARCHAR NOT NULL,
    aliases VARCHAR NOT NULL,
    pronouns VARCHAR NOT NULL,
    born_on VARCHAR,
    sex VARCHAR NOT NULL,
    gender_identity VARCHAR NOT NULL,
    sexual_orientation VARCHAR NOT NULL,
    race VARCHAR NOT NULL,
    pmt_race VARCHAR NOT NULL,
    tribe VARCHAR NOT NULL,
    languages VARCHAR NOT NULL,
    interpreter_needed INTEGER NOT NULL,
    special_classifications VARCHAR NOT NULL,
    special_explanation VARCHAR NOT NULL,
    disabilities VARCHAR NOT NULL,
    immigration_concern INTEGER NOT NULL,
    town VARCHAR NOT NULL,
    county VARCHAR NOT NULL,
    living_situation VARCHAR NOT NULL,
    placement VARCHAR NOT NULL,
    custody VARCHAR NOT NULL,
    dcf_status VARCHAR NOT NULL,
    dys_status VARCHAR NOT NULL,
    school VARCHAR NOT NULL,
    grade VARCHAR NOT NULL,
    deceased INTEGER NOT NULL,
    phone VARCHAR NOT NULL,
    voicemail_ok INTEGER NOT NULL,
    text_ok INTEGER NOT NULL,
    calls_ok INTEGER NOT NULL,
    device_watched INTEGER NOT NULL,
    who_may_answer VARCHAR NOT NULL,
    safe_times VARCHAR NOT NULL,
    code_word VARCHAR NOT NULL,
    safe_contact VARCHAR NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT case_valid CHECK (length("case") = 16),
    CONSTRAINT given_name_valid CHECK (length("given_name") <= 80),
    CONSTRAINT family_name_valid CHECK (length("family_name") <= 80),
    CONSTRAINT name_used_valid CHECK (length("name_used") <= 80),
    CONSTRAINT pronouns_valid CHECK (length("pronouns") <= 40),
    CONSTRAINT tribe_valid CHECK (length("tribe") <= 80),
    CONSTRAINT interpreter_needed_valid CHECK ("interpreter_needed" IN (0, 1)),
    CONSTRAINT special_explanation_valid CHECK (length("special_explanation") <= 200),
    CONSTRAINT immigration_concern_valid CHECK ("immigration_concern" IN (0, 1)),
    CONSTRAINT town_valid CHECK (length("town") <= 80),
    CONSTRAINT placement_valid CHECK (length("placement") <= 200),
    CONSTRAINT school_valid CHECK (length("school") <= 120),
    CONSTRAINT grade_valid CHECK (length("grade") <= 20),
    CONSTRAINT deceased_valid CHECK ("deceased" IN (0, 1)),
    CONSTRAINT phone_valid CHECK (length("phone") <= 40),
    CONSTRAINT voicemail_ok_valid CHECK ("voicemail_ok" IN (0, 1)),
    CONSTRAINT text_ok_valid CHECK ("text_ok" IN (0, 1)),
    CONSTRAINT calls_ok_valid CHECK ("calls_ok" IN (0, 1)),
    CONSTRAINT device_watched_valid CHECK ("device_watched" IN (0, 1)),
    CONSTRAINT who_may_answer_valid CHECK (length("who_may_answer") <= 200),
    CONSTRAINT safe_times_valid CHECK (length("safe_times") <= 120),
    CONSTRAINT code_word_valid CHECK (length("code_word") <= 80),
    CONSTRAINT safe_contact_valid CHECK (length("safe_contact") <= 500),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX person_by_case ON person ("case");

CREATE TABLE placement_period (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    "case" BLOB,
    person BLOB NOT NULL,
    living_situation VARCHAR NOT NULL,
    place VARCHAR NOT NULL,
    agency BLOB,
    from_on VARCHAR NOT NULL,
    until_on VARCHAR,
    ended_because VARCHAR NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT case_valid CHECK (length("case") = 16),
    CONSTRAINT person_valid CHECK (length("person") = 16),
    CONSTRAINT place_valid CHECK (length("place") <= 200),
    CONSTRAINT agency_valid CHECK (length("agency") = 16),
    CONSTRAINT from_on_valid CHECK ("from_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT until_on_valid CHECK ("until_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT ended_because_valid CHECK (length("ended_because") <= 200),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX placement_period_by_case_from_on ON placement_period ("case", from_on);

CREATE INDEX placement_period_by_person ON placement_period (person);

CREATE TABLE program (
    genesis BLOB NOT NULL,
    roster BLOB NOT NULL,
    server VARCHAR NOT NULL,
    server_key BLOB NOT NULL,
    PRIMARY KEY (genesis),
    CONSTRAINT genesis_valid CHECK (length(genesis) = 32)
);

CREATE TABLE reached (
    log BLOB NOT NULL,
    device BLOB NOT NULL,
    incarnation INTEGER NOT NULL,
    counter INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    PRIMARY KEY (log, device, incarnation, counter)
) WITHOUT ROWID;

CREATE TABLE received_segment (
    log BLOB NOT NULL,
    number INTEGER NOT NULL,
    blob BLOB NOT NULL,
    digest BLOB NOT NULL,
    changesets INTEGER NOT NULL,
    first INTEGER NOT NULL,
    manifest BLOB,
    applied INTEGER DEFAULT '0' NOT NULL,
    PRIMARY KEY (log, number)
);

CREATE TABLE referral (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    "case" BLOB,
    people VARCHAR NOT NULL,
    received_on VARCHAR NOT NULL,
    received_at VARCHAR,
    mode VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    agency BLOB,
    source_person VARCHAR NOT NULL,
    source_position VARCHAR NOT NULL,
    received_by VARCHAR NOT NULL,
    priority VARCHAR NOT NULL,
    report_filed INTEGER NOT NULL,
    report_filed_on VARCHAR,
    report_filed_by VARCHAR NOT NULL,
    intake_number VARCHAR NOT NULL,
    report_decision VARCHAR NOT NULL,
    report_decided_on VARCHAR,
    dcf_seen_on VARCHAR,
    report_finding VARCHAR NOT NULL,
    report_found_on VARCHAR,
    notice_received_on VARCHAR,
    police_number VARCHAR NOT NULL,
    vulnerabilities VARCHAR NOT NULL,
    signs VARCHAR NOT NULL,
    youth_informed VARCHAR NOT NULL,
    immediate_safety VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    outcome VARCHAR NOT NULL,
    decided_on VARCHAR,
    sent_to VARCHAR NOT NULL,
    first_action_on VARCHAR,
    team_on VARCHAR,
    PRIMARY KEY (id),
    CONSTRAINT case_valid CHECK (length("case") = 16),
    CONSTRAINT received_on_valid CHECK ("received_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT agency_valid CHECK (length("agency") = 16),
    CONSTRAINT source_person_valid CHECK (length("source_person") <= 120),
    CONSTRAINT source_position_valid CHECK (length("source_position") <= 120),
    CONSTRAINT received_by_valid CHECK (length("received_by") <= 80),
    CONSTRAINT report_filed_valid CHECK ("report_filed" IN (0, 1)),
    CONSTRAINT report_filed_on_valid CHECK ("report_filed_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT report_filed_by_valid CHECK (length("report_filed_by") <= 120),
    CONSTRAINT intake_number_valid CHECK (length("intake_number") <= 40),
    CONSTRAINT report_decided_on_valid CHECK ("report_decided_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT dcf_seen_on_valid CHECK ("dcf_seen_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT report_found_on_valid CHECK ("report_found_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT notice_received_on_valid CHECK ("notice_received_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT police_number_valid CHECK (length("police_number") <= 60),
    CONSTRAINT immediate_safety_valid CHECK (length("immediate_safety") <= 2000),
    CONSTRAINT reason_valid CHECK (length("reason") <= 20000),
    CONSTRAINT decided_on_valid CHECK ("decided_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT sent_to_valid CHECK (length("sent_to") <= 120),
    CONSTRAINT first_action_on_valid CHECK ("first_action_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT team_on_valid CHECK ("team_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX referral_by_case ON referral ("case");

CREATE INDEX referral_by_people_retired ON referral (people, retired, id);

CREATE INDEX referral_by_received_on ON referral (received_on);

CREATE INDEX referral_by_report_decided_on ON referral (report_decided_on);

CREATE INDEX referral_by_report_filed_on ON referral (report_filed_on);

CREATE INDEX referral_by_report_found_on ON referral (report_found_on);

CREATE TABLE referral_out (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    "case" BLOB,
    person BLOB,
    referred_on VARCHAR NOT NULL,
    need VARCHAR NOT NULL,
    agency BLOB,
    provider VARCHAR NOT NULL,
    program VARCHAR NOT NULL,
    referred_by VARCHAR NOT NULL,
    method VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    status_on VARCHAR,
    offered_on VARCHAR,
    kept VARCHAR NOT NULL,
    barriers VARCHAR NOT NULL,
    service BLOB,
    outcome VARCHAR NOT NULL,
    narrative VARCHAR NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT case_valid CHECK (length("case") = 16),
    CONSTRAINT person_valid CHECK (length("person") = 16),
    CONSTRAINT referred_on_valid CHECK ("referred_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT agency_valid CHECK (length("agency") = 16),
    CONSTRAINT provider_valid CHECK (length("provider") <= 120),
    CONSTRAINT program_valid CHECK (length("program") <= 120),
    CONSTRAINT referred_by_valid CHECK (length("referred_by") <= 80),
    CONSTRAINT status_on_valid CHECK ("status_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT offered_on_valid CHECK ("offered_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT service_valid CHECK (length("service") = 16),
    CONSTRAINT outcome_valid CHECK (length("outcome") <= 4000),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX referral_out_by_agency ON referral_out (agency);

CREATE INDEX referral_out_by_case_referred_on ON referral_out ("case", referred_on);

CREATE INDEX referral_out_by_offered_on ON referral_out (offered_on);

CREATE INDEX referral_out_by_status_status_on ON referral_out (status, status_on);

CREATE TABLE roster_entry (
    sequence INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (sequence)
);

CREATE TABLE safety_plan (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    "case" BLOB,
    person BLOB,
    made_on VARCHAR NOT NULL,
    replaces BLOB,
    made_with VARCHAR NOT NULL,
    own_words INTEGER NOT NULL,
    triggers VARCHAR NOT NULL,
    warning_signs VARCHAR NOT NULL,
    safe_people VARCHAR NOT NULL,
    safe_places VARCHAR NOT NULL,
    code_word VARCHAR NOT NULL,
    online VARCHAR NOT NULL,
    way_home VARCHAR NOT NULL,
    basic_needs VARCHAR NOT NULL,
    emergency_contacts VARCHAR NOT NULL,
    no_contact VARCHAR NOT NULL,
    if_missing VARCHAR NOT NULL,
    copy_given VARCHAR NOT NULL,
    copies_with VARCHAR NOT NULL,
    agreed VARCHAR NOT NULL,
    next_review_on VARCHAR,
    PRIMARY KEY (id),
    CONSTRAINT case_valid CHECK (length("case") = 16),
    CONSTRAINT person_valid CHECK (length("person") = 16),
    CONSTRAINT made_on_valid CHECK ("made_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT replaces_valid CHECK (length("replaces") = 16),
    CONSTRAINT own_words_valid CHECK ("own_words" IN (0, 1)),
    CONSTRAINT triggers_valid CHECK (length("triggers") <= 2000),
    CONSTRAINT warning_signs_valid CHECK (length("warning_signs") <= 2000),
    CONSTRAINT safe_people_valid CHECK (length("safe_people") <= 2000),
    CONSTRAINT safe_places_valid CHECK (length("safe_places") <= 2000),
    CONSTRAINT code_word_valid CHECK (length("code_word") <= 80),
    CONSTRAINT online_valid CHECK (length("online") <= 2000),
    CONSTRAINT way_home_valid CHECK (length("way_home") <= 1000),
    CONSTRAINT basic_needs_valid CHECK (length("basic_needs") <= 1000),
    CONSTRAINT emergency_contacts_valid CHECK (length("emergency_contacts") <= 1000),
    CONSTRAINT no_contact_valid CHECK (length("no_contact") <= 1000),
    CONSTRAINT if_missing_valid CHECK (length("if_missing") <= 1000),
    CONSTRAINT next_review_on_valid CHECK ("next_review_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX safety_plan_by_case_made_on ON safety_plan ("case", made_on);

CREATE INDEX safety_plan_by_next_review_on ON safety_plan (next_review_on);

CREATE INDEX safety_plan_by_person_made_on ON safety_plan (person, made_on);

CREATE TABLE same_person (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    "case" BLOB,
    kept BLOB NOT NULL,
    other BLOB NOT NULL,
    different INTEGER NOT NULL,
    "on" VARCHAR NOT NULL,
    author VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT case_valid CHECK (length("case") = 16),
    CONSTRAINT kept_valid CHECK (length("kept") = 16),
    CONSTRAINT other_valid CHECK (length("other") = 16),
    CONSTRAINT different_valid CHECK ("different" IN (0, 1)),
    CONSTRAINT on_valid CHECK ("on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT author_valid CHECK (length("author") <= 80),
    CONSTRAINT reason_valid CHECK (length("reason") <= 200),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX same_person_by_case_on ON same_person ("case", "on");

CREATE INDEX same_person_by_different_retired ON same_person (different, retired, kept, other);

CREATE INDEX same_person_by_kept ON same_person (kept);

CREATE INDEX same_person_by_other ON same_person (other);

CREATE TABLE screening (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    "case" BLOB,
    person BLOB,
    instrument VARCHAR NOT NULL,
    instrument_version VARCHAR NOT NULL,
    "on" VARCHAR NOT NULL,
    screener VARCHAR NOT NULL,
    screener_trained INTEGER NOT NULL,
    screener_trained_on VARCHAR,
    "trigger" VARCHAR NOT NULL,
    total INTEGER,
    band VARCHAR NOT NULL,
    possible_concerns VARCHAR NOT NULL,
    clear_concerns VARCHAR NOT NULL,
    override_band VARCHAR NOT NULL,
    override_reason VARCHAR NOT NULL,
    shared_with VARCHAR NOT NULL,
    next_on VARCHAR,
    remark VARCHAR NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT case_valid CHECK (length("case") = 16),
    CONSTRAINT person_valid CHECK (length("person") = 16),
    CONSTRAINT instrument_version_valid CHECK (length("instrument_version") <= 40),
    CONSTRAINT on_valid CHECK ("on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT screener_valid CHECK (length("screener") <= 80),
    CONSTRAINT screener_trained_valid CHECK ("screener_trained" IN (0, 1)),
    CONSTRAINT screener_trained_on_valid CHECK ("screener_trained_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT total_valid CHECK ("total" BETWEEN 0 AND 200),
    CONSTRAINT override_reason_valid CHECK (length("override_reason") <= 1000),
    CONSTRAINT next_on_valid CHECK ("next_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT remark_valid CHECK (length("remark") <= 4000),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX screening_by_case_on ON screening ("case", "on");

CREATE INDEX screening_by_next_on ON screening (next_on);

CREATE INDEX screening_by_person_on ON screening (person, "on");

CREATE TABLE sealed (
    log BLOB NOT NULL,
    incarnation INTEGER NOT NULL,
    counter INTEGER NOT NULL,
    PRIMARY KEY (log, incarnation)
);

CREATE TABLE segment_chunk (
    log BLOB NOT NULL,
    number INTEGER NOT NULL,
    chunk INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (log, number, chunk)
);

CREATE TABLE service (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    "case" BLOB,
    contact BLOB,
    recipient BLOB NOT NULL,
    "on" VARCHAR NOT NULL,
    code VARCHAR NOT NULL,
    quantity INTEGER NOT NULL,
    provider VARCHAR NOT NULL,
    funding VARCHAR NOT NULL,
    compensation_assisted INTEGER NOT NULL,
    remark VARCHAR NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT case_valid CHECK (length("case") = 16),
    CONSTRAINT contact_valid CHECK (length("contact") = 16),
    CONSTRAINT recipient_valid CHECK (length("recipient") = 16),
    CONSTRAINT on_valid CHECK ("on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT quantity_valid CHECK ("quantity" BETWEEN 1 AND 99),
    CONSTRAINT compensation_assisted_valid CHECK ("compensation_assisted" IN (0, 1)),
    CONSTRAINT remark_valid CHECK (length("remark") <= 300),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX service_by_case_on ON service ("case", "on");

CREATE INDEX service_by_contact ON service (contact);

CREATE INDEX service_by_on_recipient ON service ("on", recipient, code, quantity, funding, compensation_assisted, retired);

CREATE INDEX service_by_recipient_on ON service (recipient, "on");

CREATE TABLE setting (
    name VARCHAR NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (name)
);

CREATE TABLE sibling (
    record BLOB NOT NULL,
    register VARCHAR NOT NULL,
    dot BLOB NOT NULL,
    kind VARCHAR NOT NULL,
    stamp INTEGER NOT NULL,
    author VARCHAR NOT NULL,
    act VARCHAR NOT NULL,
    "values" BLOB NOT NULL,
    PRIMARY KEY (record, register, dot)
);

CREATE TABLE sighting (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    "case" BLOB,
    episode BLOB NOT NULL,
    at VARCHAR NOT NULL,
    step VARCHAR NOT NULL,
    "where" VARCHAR NOT NULL,
    told_by VARCHAR NOT NULL,
    police_told_at VARCHAR,
    text VARCHAR NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT case_valid CHECK (length("case") = 16),
    CONSTRAINT episode_valid CHECK (length("episode") = 16),
    CONSTRAINT where_valid CHECK (length("where") <= 200),
    CONSTRAINT told_by_valid CHECK (length("told_by") <= 120),
    CONSTRAINT text_valid CHECK (length("text") <= 4000),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX sighting_by_at ON sighting (at);

CREATE INDEX sighting_by_case_at ON sighting ("case", at);

CREATE INDEX sighting_by_episode ON sighting (episode);

CREATE TABLE snapshot (
    digest BLOB NOT NULL,
    log BLOB NOT NULL,
    sequence INTEGER NOT NULL,
    device BLOB NOT NULL,
    body BLOB NOT NULL,
    state VARCHAR DEFAULT 'known' NOT NULL,
    PRIMARY KEY (digest),
    CONSTRAINT state_valid CHECK (state IN ('known', 'receiving', 'taken', 'refused'))
);

CREATE INDEX snapshot_by_log ON snapshot (log, sequence);

CREATE TABLE statewide_sheet (
    program BLOB NOT NULL,
    form VARCHAR NOT NULL,
    first_day VARCHAR NOT NULL,
    last_day VARCHAR NOT NULL,
    version VARCHAR NOT NULL,
    cac VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    body BLOB NOT NULL,
    signed_at INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (program, form, first_day, last_day),
    CONSTRAINT program_valid CHECK (length(program) = 32),
    CONSTRAINT revision_valid CHECK (revision >= 1)
);

CREATE TABLE sync_log (
    log BLOB NOT NULL,
    kind VARCHAR NOT NULL,
    generation INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    link BLOB NOT NULL,
    PRIMARY KEY (log),
    CONSTRAINT kind_valid CHECK (kind IN ('vault', 'roster'))
);

CREATE TABLE task (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    "case" BLOB,
    person BLOB,
    text VARCHAR NOT NULL,
    due_on VARCHAR,
    due_at VARCHAR,
    owner VARCHAR NOT NULL,
    priority VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    done_on VARCHAR,
    outcome VARCHAR NOT NULL,
    rule VARCHAR NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT case_valid CHECK (length("case") = 16),
    CONSTRAINT person_valid CHECK (length("person") = 16),
    CONSTRAINT text_valid CHECK (length("text") <= 300 AND "text" <> ''),
    CONSTRAINT due_on_valid CHECK ("due_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT owner_valid CHECK (length("owner") <= 80),
    CONSTRAINT done_on_valid CHECK ("done_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT outcome_valid CHECK (length("outcome") <= 1000),
    CONSTRAINT rule_valid CHECK (length("rule") <= 40),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX task_by_case_due_on ON task ("case", due_on);

CREATE INDEX task_by_status_due_on ON task (status, due_on);

CREATE TABLE text_entry (
    number INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    record BLOB NOT NULL,
    PRIMARY KEY (number)
);

CREATE INDEX text_entry_by_record ON text_entry (record);

CREATE VIRTUAL TABLE text_index USING fts5(body, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 2");

CREATE TABLE this_device (
    id BLOB NOT NULL,
    incarnation INTEGER NOT NULL,
    signing BLOB NOT NULL,
    x25519 BLOB NOT NULL,
    mlkem768 BLOB NOT NULL, heard INTEGER DEFAULT '0' NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE time_entry (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    "on" VARCHAR NOT NULL,
    coordinator VARCHAR NOT NULL,
    activity VARCHAR NOT NULL,
    minutes INTEGER,
    miles INTEGER,
    funding VARCHAR NOT NULL,
    remark VARCHAR NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT on_valid CHECK ("on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT coordinator_valid CHECK (length("coordinator") <= 80 AND "coordinator" <> ''),
    CONSTRAINT minutes_valid CHECK ("minutes" BETWEEN 0 AND 1440),
    CONSTRAINT miles_valid CHECK ("miles" BETWEEN 0 AND 2000),
    CONSTRAINT remark_valid CHECK (length("remark") <= 200),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX time_entry_by_coordinator_on ON time_entry (coordinator, "on");

CREATE INDEX time_entry_by_on ON time_entry ("on");

CREATE TABLE training (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    "on" VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    direction VARCHAR NOT NULL,
    topic VARCHAR NOT NULL,
    csec INTEGER NOT NULL,
    minutes INTEGER,
    credits VARCHAR NOT NULL,
    trainer VARCHAR NOT NULL,
    audience VARCHAR NOT NULL,
    attendees INTEGER,
    evaluation VARCHAR NOT NULL,
    town VARCHAR NOT NULL,
    county VARCHAR NOT NULL,
    cac VARCHAR NOT NULL,
    coordinator VARCHAR NOT NULL,
    funding VARCHAR NOT NULL,
    narrative VARCHAR NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT on_valid CHECK ("on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT title_valid CHECK (length("title") <= 160 AND "title" <> ''),
    CONSTRAINT csec_valid CHECK ("csec" IN (0, 1)),
    CONSTRAINT minutes_valid CHECK ("minutes" BETWEEN 0 AND 10000),
    CONSTRAINT credits_valid CHECK (length("credits") <= 80),
    CONSTRAINT trainer_valid CHECK (length("trainer") <= 120),
    CONSTRAINT attendees_valid CHECK ("attendees" BETWEEN 0 AND 1000000),
    CONSTRAINT evaluation_valid CHECK (length("evaluation") <= 1000),
    CONSTRAINT town_valid CHECK (length("town") <= 80),
    CONSTRAINT coordinator_valid CHECK (length("coordinator") <= 80),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX training_by_on ON training ("on");

CREATE TABLE training_hours (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    "on" VARCHAR NOT NULL,
    partner BLOB,
    staff VARCHAR NOT NULL,
    training BLOB,
    title VARCHAR NOT NULL,
    minutes INTEGER NOT NULL,
    csec_minutes INTEGER,
    certificate INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT on_valid CHECK ("on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT partner_valid CHECK (length("partner") = 16),
    CONSTRAINT staff_valid CHECK (length("staff") <= 80),
    CONSTRAINT training_valid CHECK (length("training") = 16),
    CONSTRAINT title_valid CHECK (length("title") <= 160),
    CONSTRAINT minutes_valid CHECK ("minutes" BETWEEN 1 AND 10000),
    CONSTRAINT csec_minutes_valid CHECK ("csec_minutes" BETWEEN 0 AND 10000),
    CONSTRAINT certificate_valid CHECK ("certificate" IN (0, 1)),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX training_hours_by_on ON training_hours ("on");

CREATE INDEX training_hours_by_partner ON training_hours (partner);

CREATE INDEX training_hours_by_training ON training_hours (training);

CREATE TABLE unmet_need (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    "case" BLOB,
    person BLOB,
    "on" VARCHAR NOT NULL,
    need VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    wait_days INTEGER,
    county VARCHAR NOT NULL,
    met_on VARCHAR,
    referral_out BLOB,
    remark VARCHAR NOT NULL,
    narrative VARCHAR NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT case_valid CHECK (length("case") = 16),
    CONSTRAINT person_valid CHECK (length("person") = 16),
    CONSTRAINT on_valid CHECK ("on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT wait_days_valid CHECK ("wait_days" BETWEEN 0 AND 3650),
    CONSTRAINT met_on_valid CHECK ("met_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT referral_out_valid CHECK (length("referral_out") = 16),
    CONSTRAINT remark_valid CHECK (length("remark") <= 1000),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX unmet_need_by_case_on ON unmet_need ("case", "on");

CREATE INDEX unmet_need_by_on ON unmet_need ("on");

CREATE TABLE vault_key (
    vault BLOB NOT NULL,
    epoch INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    "key" BLOB NOT NULL,
    PRIMARY KEY (vault, epoch),
    CONSTRAINT key_valid CHECK (length(key) = 32)
);

CREATE TABLE victimization (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    "case" BLOB,
    person BLOB NOT NULL,
    type VARCHAR NOT NULL,
    presented_from VARCHAR NOT NULL,
    presented_to VARCHAR,
    explanation VARCHAR NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT case_valid CHECK (length("case") = 16),
    CONSTRAINT person_valid CHECK (length("person") = 16),
    CONSTRAINT presented_from_valid CHECK ("presented_from" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT presented_to_valid CHECK ("presented_to" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT explanation_valid CHECK (length("explanation") <= 200),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX victimization_by_case ON victimization ("case");

CREATE INDEX victimization_by_person ON victimization (person);

