"""The tables of the library, and how a file of an older podcaster gets there."""

CHOSEN = 3  # the step that the table of that name came with
TAKEN = 4  # the step that the tables `blocked` and `leaving` came with
QUEUED = 11  # the step with which the table `draft` became what it is
EDITED = 8  # the step that the table of that name came with
PULLED = 10  # the step with which the tables `followed` and `pulled` became what they are
# Each step takes the file from its index to the next number, in one transaction with that number.
STEPS: tuple[str, ...] = (
    """
    CREATE TABLE show (key TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE source (
        path TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
        sha256 TEXT NOT NULL, fingerprint TEXT NOT NULL, episodes INTEGER NOT NULL
    );
    CREATE TABLE episode (
        id INTEGER PRIMARY KEY, source TEXT NOT NULL UNIQUE, guid TEXT NOT NULL UNIQUE, name TEXT NOT NULL UNIQUE,
        state TEXT NOT NULL, key TEXT NOT NULL DEFAULT '', text_sha256 TEXT NOT NULL DEFAULT '',
        address TEXT NOT NULL DEFAULT '', title TEXT NOT NULL DEFAULT '', published TEXT NOT NULL DEFAULT '',
        attempts INTEGER NOT NULL DEFAULT 0, error_kind TEXT NOT NULL DEFAULT '', error TEXT NOT NULL DEFAULT '',
        hint TEXT NOT NULL DEFAULT '', record TEXT NOT NULL DEFAULT ''
    );
    CREATE INDEX episode_state ON episode (state, published);
    CREATE INDEX episode_address ON episode (address);
    CREATE INDEX episode_text ON episode (text_sha256);
    CREATE TABLE failure (
        source TEXT PRIMARY KEY, sha256 TEXT NOT NULL, attempts INTEGER NOT NULL, error_kind TEXT NOT NULL,
        error TEXT NOT NULL, hint TEXT NOT NULL
    );
    CREATE TABLE run (
        id INTEGER PRIMARY KEY, started TEXT NOT NULL, ended TEXT, pid INTEGER NOT NULL, command TEXT NOT NULL,
        made INTEGER, unchanged INTEGER, failed INTEGER, skipped INTEGER, seconds REAL, characters INTEGER
    );
    """,
    "CREATE TABLE mixed (guid TEXT PRIMARY KEY, mix TEXT NOT NULL);",
    # The part of a page that its user chose by hand.
    """
    CREATE TABLE chosen (
        path TEXT PRIMARY KEY, sha256 TEXT NOT NULL, whole INTEGER NOT NULL, first TEXT NOT NULL, last TEXT NOT NULL
    );
    """,
    # Episodes that directories are not to show; and names of episodes whose files are to be deleted.
    """
    CREATE TABLE blocked (guid TEXT PRIMARY KEY);
    CREATE TABLE leaving (name TEXT PRIMARY KEY);
    """,
    # What an article is known by when its title, its file or its address has changed: see `recognition`.
    """
    ALTER TABLE episode ADD COLUMN place TEXT NOT NULL DEFAULT '';
    ALTER TABLE episode ADD COLUMN sketch TEXT NOT NULL DEFAULT '';
    ALTER TABLE episode ADD COLUMN dated TEXT NOT NULL DEFAULT '';
    UPDATE episode SET place = place(address);
    CREATE INDEX episode_place ON episode (place, title);
    CREATE TABLE alike (band INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (band, id)) WITHOUT ROWID;
    """,
    "CREATE TABLE news (guid TEXT PRIMARY KEY);",  # episodes that no menu has named yet
    # What was added in the studio: see `queue`.
    """
    CREATE TABLE draft (
        id INTEGER PRIMARY KEY AUTOINCREMENT, state TEXT NOT NULL, content TEXT NOT NULL UNIQUE,
        path TEXT NOT NULL DEFAULT '', number INTEGER NOT NULL DEFAULT 0, source TEXT NOT NULL DEFAULT '',
        address TEXT NOT NULL DEFAULT '', title TEXT NOT NULL DEFAULT '', author TEXT NOT NULL DEFAULT '',
        date TEXT NOT NULL DEFAULT '', language TEXT NOT NULL DEFAULT '', words INTEGER NOT NULL DEFAULT 0,
        characters INTEGER NOT NULL DEFAULT 0, doubts TEXT NOT NULL DEFAULT '[]', note TEXT NOT NULL DEFAULT '',
        force INTEGER NOT NULL DEFAULT 0, wanted INTEGER NOT NULL DEFAULT 0,
        tonight INTEGER NOT NULL DEFAULT 0, place INTEGER NOT NULL DEFAULT 0,
        deaths INTEGER NOT NULL DEFAULT 0, episode TEXT NOT NULL DEFAULT '',
        error_kind TEXT NOT NULL DEFAULT '', error TEXT NOT NULL DEFAULT '', hint TEXT NOT NULL DEFAULT '',
        added TEXT NOT NULL, changed TEXT NOT NULL
    );
    CREATE INDEX draft_state ON draft (state, place);
    CREATE INDEX draft_path ON draft (path);
    """,
    # What its user changed of an article by hand; `edits` is JSON.
    "CREATE TABLE edited (path TEXT PRIMARY KEY, sha256 TEXT NOT NULL, edits TEXT NOT NULL);",
    # What the show's sources have handed over: see `pulled`.
    """
    CREATE TABLE followed (
        name TEXT PRIMARY KEY, mark TEXT NOT NULL, checked TEXT NOT NULL, succeeded TEXT NOT NULL,
        wait_until TEXT NOT NULL, failures INTEGER NOT NULL, gone INTEGER NOT NULL,
        error_kind TEXT NOT NULL, error TEXT NOT NULL, hint TEXT NOT NULL
    );
    CREATE TABLE pulled (
        source TEXT NOT NULL, id TEXT NOT NULL, state TEXT NOT NULL, place TEXT NOT NULL, digest TEXT NOT NULL,
        changed TEXT NOT NULL, file TEXT NOT NULL, tries INTEGER NOT NULL, told INTEGER NOT NULL,
        PRIMARY KEY (source, id)
    ) WITHOUT ROWID;
    CREATE INDEX pulled_place ON pulled (place) WHERE state = 'saved';
    CREATE INDEX pulled_digest ON pulled (digest) WHERE state = 'saved';
    """,
    # Which address a visit was to: a digest, because an address may hold a secret.
    "ALTER TABLE followed ADD COLUMN place TEXT NOT NULL DEFAULT '';",
    # The posts of a feed that was added in place of an article; whether an address may be in the user's own network.
    """
    ALTER TABLE draft ADD COLUMN posts TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE draft ADD COLUMN home INTEGER NOT NULL DEFAULT 1;
    """,
)
