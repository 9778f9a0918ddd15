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

CREATE TABLE access_fault (
    batch BLOB NOT NULL,
    device BLOB NOT NULL,
    incarnation INTEGER NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    reason VARCHAR NOT NULL,
    PRIMARY KEY (batch)
);

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

CREATE TABLE held_key (
    scope BLOB NOT NULL,
    wrapped BLOB NOT NULL,
    vault BLOB NOT NULL,
    epoch INTEGER NOT NULL,
    PRIMARY KEY (scope, wrapped)
);

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

CREATE TABLE acknowledged (
    what VARCHAR NOT NULL,
    number INTEGER NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (what)
);
