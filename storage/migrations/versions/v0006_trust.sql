ALTER TABLE member_device RENAME TO member_device_0005;

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

INSERT INTO member_device (device, signing, kem, role, sequence, name)
    SELECT device, signing, kem, role, sequence, name
    FROM member_device_0005;

DROP TABLE member_device_0005;

CREATE TABLE expunged (
    scope BLOB NOT NULL,
    vault BLOB NOT NULL,
    moved_to BLOB NOT NULL,
    moment INTEGER NOT NULL,
    reason VARCHAR NOT NULL,
    PRIMARY KEY (scope, vault)
);

CREATE INDEX envelope_in_by_state ON envelope_in (state, log, sequence);

CREATE TABLE envelope_carried (
    log BLOB NOT NULL,
    device BLOB NOT NULL,
    incarnation INTEGER NOT NULL,
    number INTEGER NOT NULL,
    digest BLOB NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (log, device, incarnation, number)
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
