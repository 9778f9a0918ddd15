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
