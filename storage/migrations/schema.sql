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
    dcf_office VARCHAR NOT NULL,
    police VARCHAR NOT NULL,
    next_review_on VARCHAR,
    closure_reason VARCHAR NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT number_valid CHECK (length("number") <= 24 AND "number" <> ''),
    CONSTRAINT youth_valid CHECK (length("youth") = 16),
    CONSTRAINT coordinator_valid CHECK (length("coordinator") <= 80),
    CONSTRAINT backup_coordinator_valid CHECK (length("backup_coordinator") <= 80),
    CONSTRAINT opened_on_valid CHECK ("opened_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT closed_on_valid CHECK ("closed_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT dcf_office_valid CHECK (length("dcf_office") <= 80),
    CONSTRAINT police_valid CHECK (length("police") <= 120),
    CONSTRAINT next_review_on_valid CHECK ("next_review_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
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

CREATE TABLE chain_end (
    log BLOB NOT NULL,
    device BLOB NOT NULL,
    incarnation INTEGER NOT NULL,
    number INTEGER NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (log, device, incarnation)
);

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
    with_whom VARCHAR NOT NULL,
    youth_present INTEGER NOT NULL,
    interpreter INTEGER NOT NULL,
    coordinator VARCHAR NOT NULL,
    event BLOB,
    joint BLOB,
    PRIMARY KEY (id),
    CONSTRAINT case_valid CHECK (length("case") = 16),
    CONSTRAINT on_valid CHECK ("on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT minutes_valid CHECK ("minutes" BETWEEN 0 AND 1440),
    CONSTRAINT youth_present_valid CHECK ("youth_present" IN (0, 1)),
    CONSTRAINT interpreter_valid CHECK ("interpreter" IN (0, 1)),
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
    youth_required INTEGER NOT NULL,
    accompanied_by VARCHAR NOT NULL,
    exploiter_present INTEGER NOT NULL,
    orders VARCHAR NOT NULL,
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
    CONSTRAINT youth_required_valid CHECK ("youth_required" IN (0, 1)),
    CONSTRAINT exploiter_present_valid CHECK ("exploiter_present" IN (0, 1)),
    CONSTRAINT outcome_valid CHECK (length("outcome") <= 4000),
    CONSTRAINT next_on_valid CHECK ("next_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX court_event_by_case_on ON court_event ("case", "on");

CREATE INDEX court_event_by_on ON court_event ("on");

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

CREATE TABLE envelope_in (
    log BLOB NOT NULL,
    sequence INTEGER NOT NULL,
    body BLOB NOT NULL,
    state VARCHAR NOT NULL,
    reason VARCHAR DEFAULT '' NOT NULL,
    PRIMARY KEY (log, sequence),
    CONSTRAINT state_valid CHECK (state IN ('waiting', 'parked'))
);

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

CREATE TABLE invitation (
    id BLOB NOT NULL,
    secret BLOB NOT NULL,
    stage VARCHAR NOT NULL,
    state BLOB NOT NULL,
    expires INTEGER NOT NULL,
    PRIMARY KEY (id)
);

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

CREATE TABLE member_device (
    device BLOB NOT NULL,
    signing BLOB NOT NULL,
    kem BLOB NOT NULL,
    role VARCHAR NOT NULL,
    sequence INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    PRIMARY KEY (device)
);

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
    author VARCHAR NOT NULL,
    contact BLOB,
    amends BLOB,
    PRIMARY KEY (id),
    CONSTRAINT case_valid CHECK (length("case") = 16),
    CONSTRAINT on_valid CHECK ("on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT text_valid CHECK (length("text") <= 200000 AND "text" <> ''),
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
    PRIMARY KEY (id),
    CONSTRAINT on_valid CHECK ("on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT title_valid CHECK (length("title") <= 160 AND "title" <> ''),
    CONSTRAINT attendees_valid CHECK ("attendees" BETWEEN 0 AND 1000000),
    CONSTRAINT minutes_valid CHECK ("minutes" BETWEEN 0 AND 10000),
    CONSTRAINT town_valid CHECK (length("town") <= 80),
    CONSTRAINT coordinator_valid CHECK (length("coordinator") <= 80),
    CONSTRAINT topic_valid CHECK (length("topic") <= 160),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX outreach_by_on ON outreach ("on");

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

CREATE TABLE person (
    id BLOB NOT NULL,
    scope BLOB NOT NULL,
    born BLOB NOT NULL,
    versions BLOB,
    saved INTEGER NOT NULL,
    retired INTEGER DEFAULT '0' NOT NULL,
    "case" BLOB,
    role VARCHAR NOT NULL,
    given_name VARCHAR NOT NULL,
    family_name VARCHAR NOT NULL,
    name_used VARCHAR NOT NULL,
    aliases VARCHAR NOT NULL,
    pronouns VARCHAR NOT NULL,
    born_on VARCHAR,
    sex VARCHAR NOT NULL,
    gender_identity VARCHAR NOT NULL,
    race VARCHAR NOT NULL,
    pmt_race VARCHAR NOT NULL,
    languages VARCHAR NOT NULL,
    interpreter_needed INTEGER NOT NULL,
    special_classifications VARCHAR NOT NULL,
    special_explanation VARCHAR NOT NULL,
    town VARCHAR NOT NULL,
    county VARCHAR NOT NULL,
    living_situation VARCHAR NOT NULL,
    placement VARCHAR NOT NULL,
    custody VARCHAR NOT NULL,
    dcf_status VARCHAR NOT NULL,
    school VARCHAR NOT NULL,
    phone VARCHAR NOT NULL,
    voicemail_ok INTEGER NOT NULL,
    text_ok INTEGER NOT NULL,
    safe_contact VARCHAR NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT case_valid CHECK (length("case") = 16),
    CONSTRAINT given_name_valid CHECK (length("given_name") <= 80),
    CONSTRAINT family_name_valid CHECK (length("family_name") <= 80),
    CONSTRAINT name_used_valid CHECK (length("name_used") <= 80),
    CONSTRAINT pronouns_valid CHECK (length("pronouns") <= 40),
    CONSTRAINT interpreter_needed_valid CHECK ("interpreter_needed" IN (0, 1)),
    CONSTRAINT special_explanation_valid CHECK (length("special_explanation") <= 200),
    CONSTRAINT town_valid CHECK (length("town") <= 80),
    CONSTRAINT placement_valid CHECK (length("placement") <= 200),
    CONSTRAINT school_valid CHECK (length("school") <= 120),
    CONSTRAINT phone_valid CHECK (length("phone") <= 40),
    CONSTRAINT voicemail_ok_valid CHECK ("voicemail_ok" IN (0, 1)),
    CONSTRAINT text_ok_valid CHECK ("text_ok" IN (0, 1)),
    CONSTRAINT safe_contact_valid CHECK (length("safe_contact") <= 500),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX person_by_case ON person ("case");

CREATE TABLE program (
    genesis BLOB NOT NULL,
    roster BLOB NOT NULL,
    server VARCHAR NOT NULL,
    server_key BLOB NOT NULL,
    PRIMARY KEY (genesis),
    CONSTRAINT genesis_valid CHECK (length(genesis) = 32)
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
    source_person VARCHAR NOT NULL,
    priority VARCHAR NOT NULL,
    report_filed INTEGER NOT NULL,
    report_filed_on VARCHAR,
    reason VARCHAR NOT NULL,
    outcome VARCHAR NOT NULL,
    decided_on VARCHAR,
    PRIMARY KEY (id),
    CONSTRAINT case_valid CHECK (length("case") = 16),
    CONSTRAINT received_on_valid CHECK ("received_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT source_person_valid CHECK (length("source_person") <= 120),
    CONSTRAINT report_filed_valid CHECK ("report_filed" IN (0, 1)),
    CONSTRAINT report_filed_on_valid CHECK ("report_filed_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT reason_valid CHECK (length("reason") <= 20000),
    CONSTRAINT decided_on_valid CHECK ("decided_on" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    CONSTRAINT id_valid CHECK (length(id) = 16)
);

CREATE INDEX referral_by_case ON referral ("case");

CREATE INDEX referral_by_received_on ON referral (received_on);

CREATE TABLE roster_entry (
    sequence INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (sequence)
);

CREATE TABLE sealed (
    log BLOB NOT NULL,
    incarnation INTEGER NOT NULL,
    counter INTEGER NOT NULL,
    PRIMARY KEY (log, incarnation)
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

