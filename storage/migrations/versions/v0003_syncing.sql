CREATE TABLE sync_log (
    log BLOB NOT NULL,
    kind VARCHAR NOT NULL,
    generation INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    link BLOB NOT NULL,
    PRIMARY KEY (log),
    CONSTRAINT kind_valid CHECK (kind IN ('vault', 'roster'))
);

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

CREATE TABLE chain_end (
    log BLOB NOT NULL,
    device BLOB NOT NULL,
    incarnation INTEGER NOT NULL,
    number INTEGER NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (log, device, incarnation)
);

CREATE TABLE sealed (
    log BLOB NOT NULL,
    incarnation INTEGER NOT NULL,
    counter INTEGER NOT NULL,
    PRIMARY KEY (log, incarnation)
);

CREATE TABLE roster_entry (
    sequence INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (sequence)
);

CREATE TABLE member_device (
    device BLOB NOT NULL,
    signing BLOB NOT NULL,
    kem BLOB NOT NULL,
    role VARCHAR NOT NULL,
    sequence INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    PRIMARY KEY (device)
);

CREATE TABLE program (
    genesis BLOB NOT NULL,
    roster BLOB NOT NULL,
    server VARCHAR NOT NULL,
    server_key BLOB NOT NULL,
    PRIMARY KEY (genesis),
    CONSTRAINT genesis_valid CHECK (length(genesis) = 32)
);

CREATE TABLE invitation (
    id BLOB NOT NULL,
    secret BLOB NOT NULL,
    stage VARCHAR NOT NULL,
    state BLOB NOT NULL,
    expires INTEGER NOT NULL,
    PRIMARY KEY (id)
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

CREATE TABLE early (
    record BLOB NOT NULL,
    register VARCHAR NOT NULL,
    dot BLOB NOT NULL,
    PRIMARY KEY (record, register, dot)
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

CREATE TABLE carried_key (
    scope BLOB NOT NULL,
    PRIMARY KEY (scope)
);

CREATE TABLE case_key_beside (
    scope BLOB NOT NULL,
    wrapped BLOB NOT NULL,
    vault BLOB NOT NULL,
    epoch INTEGER NOT NULL,
    PRIMARY KEY (scope, wrapped)
);
