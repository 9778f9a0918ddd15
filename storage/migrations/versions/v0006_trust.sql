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

CREATE TABLE kept_case (
    "case" BLOB NOT NULL,
    PRIMARY KEY ("case")
);

CREATE INDEX log_link_by_author ON log_link (log, device, incarnation, number);

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

CREATE TABLE attestation (
    snapshot BLOB NOT NULL,
    device BLOB NOT NULL,
    total BLOB NOT NULL,
    PRIMARY KEY (snapshot, device)
);

CREATE TABLE packed_segment (
    log BLOB NOT NULL,
    digest BLOB NOT NULL,
    blob BLOB NOT NULL,
    size INTEGER NOT NULL,
    PRIMARY KEY (log, digest)
);

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

CREATE TABLE segment_chunk (
    log BLOB NOT NULL,
    number INTEGER NOT NULL,
    chunk INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (log, number, chunk)
);

CREATE TABLE reached (
    log BLOB NOT NULL,
    device BLOB NOT NULL,
    incarnation INTEGER NOT NULL,
    counter INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    PRIMARY KEY (log, device, incarnation, counter)
) WITHOUT ROWID;

INSERT INTO reached (log, device, incarnation, counter, sequence)
    SELECT p.vault, j.device, j.incarnation, max(j.counter), 0
    FROM journal_part p JOIN journal j ON j.sequence = p.sequence
    WHERE p.vault IN (SELECT log FROM sync_log) AND j.device NOT IN (SELECT id FROM this_device)
    GROUP BY 1, 2, 3;

CREATE TABLE emptied (
    log BLOB NOT NULL,
    device BLOB NOT NULL,
    incarnation INTEGER NOT NULL,
    counter INTEGER NOT NULL,
    PRIMARY KEY (log, device, incarnation, counter)
);
