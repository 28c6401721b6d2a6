-- :schema
-- The one file of foc as it was in version 1, which does not change any more;
-- schema_2 (seal.sql) and so on are the steps from there: what is new goes
-- into the newest of these, and its hash into migrate.c.  This text is the
-- data dictionary; foc-db(5) tells the story.  Times are whole seconds UTC
-- since 1970; money is integers of 1e-10 dollars; usage is integers of 1e-10
-- pricing units; '' stands for "none" where a column is part of a key, NULL
-- elsewhere for "unknown".  Rows that record a decision are never deleted.

-- Facts about the file itself: id (32 hex digits), sandbox (0 or 1),
-- organization, currency, created_at, label_e1 to label_e4, org_sha256,
-- catalog_date, price_book, scp_policy_id (of the stop switch).
CREATE TABLE meta (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

------------------------------------------------------------------ organisation
-- People who may act.  Who has left stays, inactive.
CREATE TABLE person (
  id             TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
  name           TEXT NOT NULL,
  email          TEXT NOT NULL,
  active         INTEGER NOT NULL CHECK (active IN (0, 1)),
  delegate_to    TEXT REFERENCES person,   -- stands in for this person ...
  delegate_until INTEGER                   -- ... until then
) STRICT;

CREATE TABLE person_role (
  person TEXT NOT NULL REFERENCES person,
  role   TEXT NOT NULL CHECK (role IN ('product-owner', 'finops-lead',
         'cloud-engineer', 'portfolio-owner', 'finance', 'admin', 'operator')),
  PRIMARY KEY (person, role)
) STRICT, WITHOUT ROWID;

-- Operating-system user names; one name is one person.
CREATE TABLE person_unix (
  name   TEXT PRIMARY KEY,
  person TEXT NOT NULL REFERENCES person
) STRICT, WITHOUT ROWID;

-- The hierarchy E1 > E2 > E3 > E4: unit, department, portfolio, product.
CREATE TABLE node (
  id     INTEGER PRIMARY KEY,
  level  INTEGER NOT NULL CHECK (level BETWEEN 1 AND 4),
  name   TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 128),
  parent INTEGER REFERENCES node,
  owner  TEXT REFERENCES person,           -- of a portfolio or a product
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  CHECK ((level = 1) = (parent IS NULL))
) STRICT;
CREATE UNIQUE INDEX node_product ON node (name) WHERE level = 4;
CREATE UNIQUE INDEX node_portfolio ON node (name) WHERE level = 3;
CREATE UNIQUE INDEX node_above ON node (coalesce(parent, 0), name)
  WHERE level < 3;

CREATE TABLE account (
  id          TEXT PRIMARY KEY
              CHECK (length(id) = 12 AND id NOT GLOB '*[^0-9]*'),
  name        TEXT NOT NULL,
  environment TEXT NOT NULL,
  payer       INTEGER NOT NULL CHECK (payer IN (0, 1)),
  active      INTEGER NOT NULL CHECK (active IN (0, 1))
) STRICT;

-- Products whose budgets share an account's unclaimed spend, and since when.
CREATE TABLE account_share (
  account    TEXT NOT NULL REFERENCES account,
  product    INTEGER NOT NULL REFERENCES node,
  valid_from INTEGER NOT NULL,
  valid_to   INTEGER,
  PRIMARY KEY (account, product, valid_from)
) STRICT, WITHOUT ROWID;

-- Effective policy: every key of foc.yaml(5), defaults filled in, dotted
-- (variance.over_percent); lists and decimals as they are written there.
CREATE TABLE policy (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Classification rules from foc.yaml, tried in order before the built-in.
CREATE TABLE rule (
  n    INTEGER PRIMARY KEY,
  body TEXT NOT NULL CHECK (body GLOB '{*}')
) STRICT;

----------------------------------------------------------------- model catalog
CREATE TABLE model (
  platform   TEXT NOT NULL CHECK (platform IN
             ('BEDROCK', 'MARKETPLACE', 'CLAUDE_PLATFORM', 'AGENTCORE')),
  model      TEXT NOT NULL,                -- canonical id: claude-haiku-4-5
  vendor     TEXT NOT NULL,
  name       TEXT NOT NULL,                -- Claude Haiku 4.5
  model_id   TEXT NOT NULL,                -- what AWS calls it
  in_region  INTEGER NOT NULL CHECK (in_region IN (0, 1)),
                                           -- invokable without a profile
  status     TEXT NOT NULL CHECK (status IN
             ('PENDING_REVIEW', 'APPROVED', 'RESTRICTED', 'BLOCKED')),
  updated_at INTEGER NOT NULL,
  source     TEXT NOT NULL,
  PRIMARY KEY (platform, model)
) STRICT, WITHOUT ROWID;

-- Every spelling of a model, lower case, to its canonical id.
CREATE TABLE model_alias (
  alias TEXT PRIMARY KEY,
  model TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- System inference profiles: where a request may be answered.
CREATE TABLE model_profile (
  model         TEXT NOT NULL,
  profile_id    TEXT NOT NULL,             -- us.anthropic.claude-...
  geography     TEXT NOT NULL CHECK (geography IN ('REGIONAL', 'GLOBAL')),
  source_region TEXT NOT NULL,
  destinations  TEXT NOT NULL,             -- regions, blank-separated
  PRIMARY KEY (model, profile_id, source_region)
) STRICT, WITHOUT ROWID;

-- Regions where a model was listed, and whether it could be called there
-- without a profile.
CREATE TABLE model_region (
  model     TEXT NOT NULL,
  region    TEXT NOT NULL,
  in_region INTEGER NOT NULL CHECK (in_region IN (0, 1)),
  PRIMARY KEY (model, region)
) STRICT, WITHOUT ROWID;

-- Public prices, dated; usd_per_million in 1e-10 dollars a million tokens.
CREATE TABLE price (
  n              INTEGER PRIMARY KEY,
  id             TEXT NOT NULL UNIQUE CHECK (id = 'pr-' || n),
  platform       TEXT NOT NULL,
  model          TEXT NOT NULL,
  region         TEXT NOT NULL,            -- '*': any
  token_type     TEXT NOT NULL,
  tier           TEXT NOT NULL,
  geography      TEXT NOT NULL,
  usd_per_million INTEGER NOT NULL CHECK (usd_per_million >= 0),
  effective_from INTEGER NOT NULL,
  source         TEXT NOT NULL,
  UNIQUE (platform, model, region, token_type, tier, geography,
          effective_from)
) STRICT;

-------------------------------------------------------------------- governance
-- What is governed and gets a bill: one budget, one owner, any number of
-- onboardings (requests) over its life.
CREATE TABLE workload (
  name       TEXT PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 52),
  product    INTEGER NOT NULL REFERENCES node,
  created_at INTEGER NOT NULL,
  control    TEXT NOT NULL CHECK (control IN ('ACTIVE', 'ALERTING',
             'INVESTIGATING', 'SUSPENDED', 'RESUMED')),
  live_since INTEGER,                      -- first claim
  map_id     TEXT,                         -- mig...: tagged for AWS MAP ...
  map_method TEXT CHECK (map_method IN     -- ... by one method, never both
             ('INFERENCE_PROFILE', 'IAM_PRINCIPAL')),
  CHECK ((map_id IS NULL) = (map_method IS NULL))
) STRICT;

-- A Business Request.  The three duties stand on one row, so that the file
-- itself refuses one person in two of them.  *_uid is NULL in a sandbox.
CREATE TABLE request (
  n             INTEGER PRIMARY KEY,
  id            TEXT NOT NULL UNIQUE CHECK (id = 'br-' || n),
  workload      TEXT NOT NULL REFERENCES workload,
  adds_to       INTEGER NOT NULL CHECK (adds_to IN (0, 1)),
  use_case      TEXT NOT NULL CHECK (use_case IN
                ('INFRASTRUCTURE', 'CODING', 'OPERATIONS')),
  runtime       TEXT NOT NULL CHECK (runtime IN ('', 'LAMBDA', 'ECS', 'EC2',
                'AGENTCORE', 'IDENTITY_CENTER', 'OTHER')),
  principal     TEXT NOT NULL,             -- of runtime OTHER, else ''
  availability  TEXT NOT NULL CHECK (availability IN
                ('', 'STANDARD', 'PRODUCTION_HA')),
  state         TEXT NOT NULL CHECK (state IN ('PENDING_REVIEW', 'APPROVED',
                'REJECTED', 'WITHDRAWN', 'CE_IN_PROGRESS', 'READY_TO_CLAIM',
                'LIVE', 'RETIRED')),
  description   TEXT NOT NULL CHECK (length(description) <= 500),
  developers    INTEGER,
  percent_of_workday INTEGER,
  requested_usd INTEGER,                   -- the owner's monthly estimate
  requested_tokens TEXT CHECK (requested_tokens GLOB '{*}'),
  assumptions   TEXT CHECK (assumptions GLOB '{*}'), -- behind the dollars
  estimate_from INTEGER,                   -- [from, to) of the estimate
  estimate_to   INTEGER,
  growth_ppm    INTEGER NOT NULL,          -- monthly growth, millionths
  value_type    TEXT CHECK (value_type IN ('COST_SAVING', 'REVENUE_DRIVING')),
  current_annual INTEGER,
  target_ppm    INTEGER,
  requester     TEXT NOT NULL REFERENCES person,
  requester_uid INTEGER,
  submitted_at  INTEGER NOT NULL,
  review_due    INTEGER NOT NULL,
  approver      TEXT REFERENCES person,
  approver_uid  INTEGER,
  decided_at    INTEGER,
  rationale     TEXT,                      -- of the latest decision
  priority      TEXT NOT NULL CHECK (priority IN ('NORMAL', 'PRIORITY')),
  confirmed_usd INTEGER,                   -- the official monthly estimate
  confirmed_tokens TEXT CHECK (confirmed_tokens GLOB '{*}'),
  price_book    TEXT,
  case_acknowledged INTEGER NOT NULL CHECK (case_acknowledged IN (0, 1)),
  implementer   TEXT REFERENCES person,
  implementer_uid INTEGER,
  task_due      INTEGER,
  claimer       TEXT REFERENCES person,
  claimer_uid   INTEGER,
  claimed_at    INTEGER,
  ended_by      TEXT REFERENCES person,    -- who withdrew or retired it
  ended_at      INTEGER,
  end_reason    TEXT,
  CHECK ((use_case = 'INFRASTRUCTURE') = (runtime = '')),
  CHECK ((use_case = 'INFRASTRUCTURE') = (availability = '')),
  CHECK ((use_case = 'CODING') = (runtime = 'IDENTITY_CENTER')),
  CHECK (approver <> requester AND approver_uid <> requester_uid),
  CHECK (implementer <> requester AND implementer_uid <> requester_uid),
  CHECK (implementer <> approver AND implementer_uid <> approver_uid),
  CHECK (claimer <> approver AND claimer_uid <> approver_uid),
  CHECK (claimer <> implementer AND claimer_uid <> implementer_uid)
) STRICT;
CREATE INDEX request_workload ON request (workload);

-- A wish for a model that is not approved; a grant approves it in the catalog.
CREATE TABLE model_access (
  n             INTEGER PRIMARY KEY,
  id            TEXT NOT NULL UNIQUE CHECK (id = 'ma-' || n),
  model         TEXT NOT NULL,             -- canonical id where it is known
  wish          TEXT NOT NULL CHECK (length(wish) <= 500),
  state         TEXT NOT NULL CHECK (state IN
                ('PENDING', 'GRANTED', 'DECLINED')),
  requester     TEXT NOT NULL REFERENCES person,
  requester_uid INTEGER,
  asked_at      INTEGER NOT NULL,
  platform      TEXT,                      -- of the model that was approved
  decided_by    TEXT REFERENCES person,
  decided_by_uid INTEGER,
  decided_at    INTEGER,
  rationale     TEXT,
  CHECK (decided_by <> requester AND decided_by_uid <> requester_uid)
) STRICT;

-- One model in one account and region that a request was granted.  How calls
-- go is written down with the decision: tasks, scripts and handoffs show that,
-- whatever the catalog says later.
CREATE TABLE scope (
  n            INTEGER PRIMARY KEY,
  id           TEXT NOT NULL UNIQUE CHECK (id = 'sc-' || n),
  request      TEXT NOT NULL REFERENCES request (id),
  workload     TEXT NOT NULL REFERENCES workload,
  platform     TEXT NOT NULL,
  model        TEXT NOT NULL,
  account      TEXT NOT NULL REFERENCES account,
  region       TEXT NOT NULL,
  workspace    TEXT NOT NULL,              -- Claude Platform, else ''
  action_scope TEXT NOT NULL CHECK (action_scope IN
               ('INFERENCE', 'INFERENCE_AGENTIC')),
  role_name    TEXT NOT NULL,              -- finops-{workload}-{4 chars}; with
                                           -- IDENTITY_CENTER a permission set
  state        TEXT NOT NULL CHECK (state IN ('PENDING_APPROVAL',
               'PENDING_IMPLEMENTATION', 'PENDING_WORKSPACE',
               'PENDING_VALIDATION', 'PENDING_LAMBDA', 'IMPLEMENTED',
               'REVOKED')),
  vendor       TEXT NOT NULL,
  model_id     TEXT NOT NULL,              -- what AWS calls the model
  route        TEXT NOT NULL CHECK (route IN
               ('REGION', 'GEOGRAPHY', 'GLOBAL', 'WORKSPACE')),
  profile_id   TEXT,                       -- system profile, or in region
  destinations TEXT NOT NULL,              -- regions that may answer
  invoked_model_id INTEGER NOT NULL CHECK (invoked_model_id IN (0, 1)),
                                           -- the unpublished key is asked for
  restricted   INTEGER NOT NULL CHECK (restricted IN (0, 1)),
                                           -- granted although RESTRICTED
  replaces     TEXT REFERENCES scope (id), -- until this is implemented
  proposed_by  TEXT REFERENCES person,     -- NULL: the lead's own decision
  proposed_uid INTEGER,
  decided_by   TEXT REFERENCES person,
  decided_uid  INTEGER,
  -- What came back from AWS.
  workspace_id TEXT,                       -- wrkspc_...
  data_events  TEXT CHECK (data_events IN ('ON', 'OFF')),
  function_arn TEXT,
  application_profile TEXT,                -- ARN, where one is called
  permission_set_arn TEXT,
  CHECK (proposed_by <> decided_by AND proposed_uid <> decided_uid),
  CHECK ((route IN ('GEOGRAPHY', 'GLOBAL')) = (profile_id IS NOT NULL))
) STRICT;
-- No second live scope equal to one.
CREATE UNIQUE INDEX scope_live ON scope
  (workload, platform, model, account, region, workspace, action_scope)
  WHERE state <> 'REVOKED';
CREATE INDEX scope_request ON scope (request, account);

-- What is done for a request; or once for the file, and for none: CUR_EXPORT.
CREATE TABLE task (
  n           INTEGER PRIMARY KEY,
  id          TEXT NOT NULL UNIQUE CHECK (id = 'ts-' || n),
  request     TEXT REFERENCES request (id),
  scope       TEXT REFERENCES scope (id),
  workload    TEXT REFERENCES workload,
  type        TEXT NOT NULL CHECK (type IN ('BEDROCK_ENABLE',
              'MARKETPLACE_ENABLE', 'AGENTCORE_ENABLE', 'CP_WORKSPACE',
              'CP_VALIDATE', 'CP_LAMBDA', 'MAP_TAG', 'INFRASTRUCTURE',
              'CODING_ENABLE', 'CUR_EXPORT', 'AGENTIC', 'CHANGE_MODEL',
              'REVOKE')),
  state       TEXT NOT NULL CHECK (state IN ('BLOCKED', 'OPEN',
              'IN_PROGRESS', 'IMPLEMENTED', 'CANCELLED')),
  position    INTEGER NOT NULL,            -- "Task 1 of 3"
  of          INTEGER NOT NULL,
  after_task  TEXT REFERENCES task (id),   -- BLOCKED until that is done
  account     TEXT REFERENCES account,     -- where there is no scope
  priority    TEXT NOT NULL CHECK (priority IN ('NORMAL', 'PRIORITY')),
  approved_by TEXT REFERENCES person,
  opened_at   INTEGER NOT NULL,
  due_at      INTEGER NOT NULL,
  completed_at INTEGER,
  CHECK (position BETWEEN 1 AND of),
  CHECK ((type = 'CUR_EXPORT') = (request IS NULL)),
  CHECK ((type = 'CUR_EXPORT') = (workload IS NULL)),
  CHECK ((type = 'CUR_EXPORT') = (approved_by IS NULL)),
  CHECK (type <> 'CUR_EXPORT' OR scope IS NULL)
) STRICT;
CREATE INDEX task_request ON task (request);

-- Steps that were done, and what came back.  Their texts are templates.
CREATE TABLE task_step (
  task      TEXT NOT NULL REFERENCES task (id),
  n         INTEGER NOT NULL,
  done_at   INTEGER NOT NULL,
  done_by   TEXT NOT NULL REFERENCES person,
  artefacts TEXT NOT NULL CHECK (artefacts GLOB '{*}'),
  proof     TEXT,                          -- AWS output that shows it: what,
                                           -- and its SHA-256; NULL: a word
  PRIMARY KEY (task, n)
) STRICT, WITHOUT ROWID;

-- What in the bill speaks for a workload.
CREATE TABLE anchor (
  n          INTEGER PRIMARY KEY,
  id         TEXT NOT NULL UNIQUE CHECK (id = 'an-' || n),
  workload   TEXT NOT NULL REFERENCES workload,
  request    TEXT REFERENCES request (id),
  anchor_kind TEXT NOT NULL CHECK (anchor_kind IN ('ROLE',
             'INFERENCE_PROFILE', 'GUARDRAIL', 'WORKSPACE', 'PERMISSION_SET',
             'SESSION_TAG', 'RESOURCE', 'USER')),
  value      TEXT NOT NULL,                -- ROLE: arn:aws:iam::A:role/R
  account    TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX anchor_value ON anchor (anchor_kind, value);

-- When an anchor spoke for its workload: [valid_from, valid_to).  A period
-- is corrected by a new row, never edited but for its end.
CREATE TABLE claim (
  anchor     TEXT NOT NULL REFERENCES anchor (id),
  claimed_at INTEGER NOT NULL,
  claimed_by TEXT NOT NULL REFERENCES person,
  valid_from INTEGER NOT NULL,
  valid_to   INTEGER,
  replaced   INTEGER NOT NULL CHECK (replaced IN (0, 1)),
  PRIMARY KEY (anchor, claimed_at, valid_from)
) STRICT, WITHOUT ROWID;

-- The official monthly estimate of a workload and its history; the latest
-- row of each request counts, the requests of a workload add up.
CREATE TABLE estimate (
  n          INTEGER PRIMARY KEY,
  workload   TEXT NOT NULL REFERENCES workload,
  request    TEXT NOT NULL REFERENCES request (id),
  usd        INTEGER NOT NULL CHECK (usd >= 0),
  from_day   INTEGER,                      -- [from, to), NULL open
  to_day     INTEGER,
  growth_ppm INTEGER NOT NULL,
  set_by     TEXT NOT NULL REFERENCES person,
  set_at     INTEGER NOT NULL,
  rationale  TEXT NOT NULL
) STRICT;

-- What was run in AWS for a stop or a resume, and what came of it: the latest
-- result of each action.  event: audit.seq of the stop or the resume.
CREATE TABLE stop_action (
  workload TEXT NOT NULL REFERENCES workload,
  event    INTEGER NOT NULL,
  action   TEXT NOT NULL,                  -- tag-role, attach-scp, ...
  target   TEXT NOT NULL,                  -- ARN, account, organization
  result   TEXT NOT NULL CHECK (result IN ('DONE', 'FAILED')),
  at       INTEGER NOT NULL,
  by       TEXT NOT NULL REFERENCES person,
  detail   TEXT NOT NULL,                  -- exit status, what aws said
  gave     TEXT NOT NULL,                  -- ids that came out, or ''
  PRIMARY KEY (workload, event, action, target)
) STRICT, WITHOUT ROWID;

-- Conditions for approvals, by platform and account ('' where general).
CREATE TABLE prereq (
  name       TEXT NOT NULL,
  platform   TEXT NOT NULL,                -- 'ALL' or a platform
  account    TEXT NOT NULL,
  state      TEXT NOT NULL CHECK (state IN
             ('UNKNOWN', 'PASSED', 'FAILED', 'WAIVED')),
  checked_at INTEGER,
  evidence   TEXT NOT NULL,
  fix        TEXT NOT NULL,
  PRIMARY KEY (name, account)
) STRICT, WITHOUT ROWID;

------------------------------------------------------------------ billing data
-- One delivery of one payer's month.  Only ACTIVE loads are read; a newer
-- delivery supersedes; what was loaded by mistake is withdrawn.  The old cells
-- stay for reports as of then, until they are pruned.
CREATE TABLE load (
  n          INTEGER PRIMARY KEY,
  id         TEXT NOT NULL UNIQUE CHECK (id = 'ld-' || n),
  payer      TEXT NOT NULL,
  export     TEXT NOT NULL,
  period     INTEGER NOT NULL,             -- first of the month
  currency   TEXT NOT NULL,
  state      TEXT NOT NULL CHECK (state IN
             ('LOADING', 'ACTIVE', 'SUPERSEDED', 'WITHDRAWN')),
  started_at INTEGER NOT NULL,
  active_at  INTEGER,
  superseded_at INTEGER,                   -- or withdrawn
  files      INTEGER NOT NULL,
  rows       INTEGER NOT NULL,
  ai_rows    INTEGER NOT NULL,
  skipped_rows INTEGER NOT NULL,
  file_usd   INTEGER NOT NULL,             -- = ai_usd + skipped_usd
  ai_usd     INTEGER NOT NULL,
  spend_usd  INTEGER NOT NULL,
  skipped_usd INTEGER NOT NULL,
  residue    TEXT NOT NULL,                -- exact sum - file_usd, decimal
  first_hour INTEGER,
  last_hour  INTEGER,
  data_until INTEGER,                      -- latest usage end, AI or not
  cells      INTEGER NOT NULL,
  unclassified_rows INTEGER NOT NULL,
  digest     BLOB NOT NULL,                -- SHA-256 over the cells in order
  milliseconds INTEGER NOT NULL,
  CHECK (file_usd = ai_usd + skipped_usd)
) STRICT;
CREATE UNIQUE INDEX load_active ON load (payer, period)
  WHERE state = 'ACTIVE';

CREATE TABLE load_file (
  load   TEXT NOT NULL REFERENCES load (id),
  n      INTEGER NOT NULL,
  name   TEXT NOT NULL,                    -- as in the manifest or typed
  bytes  INTEGER NOT NULL,                 -- as stored, compressed or not
  sha256 TEXT NOT NULL,
  rows   INTEGER NOT NULL,
  file_usd INTEGER NOT NULL,
  ai_usd INTEGER NOT NULL,
  skipped_usd INTEGER NOT NULL,
  PRIMARY KEY (load, n)
) STRICT, WITHOUT ROWID;

-- Sums of a load by one thing: TYPE (line item types of AI rows), PLATFORM,
-- PLATFORM_TYPE (both, "BEDROCK|Usage"), PRODUCT and OTHER_INVOICE (rows that
-- are not AI), RULE (between the platform and feature, and the token type, that
-- it gave), UNVERIFIED (by rule), UNKNOWN_MODEL, INVOICE (all rows),
-- WITH_PRINCIPAL and
-- WITHOUT_PRINCIPAL (Bedrock inference, by account).
CREATE TABLE load_sum (
  load   TEXT NOT NULL REFERENCES load (id),
  what   TEXT NOT NULL,
  key    TEXT NOT NULL,
  rows   INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  PRIMARY KEY (load, what, key)
) STRICT, WITHOUT ROWID;

-- What was used.
CREATE TABLE sku (
  id         INTEGER PRIMARY KEY,
  platform   TEXT NOT NULL,
  feature    TEXT NOT NULL,                -- INFERENCE, GUARDRAIL, ...
  model      TEXT NOT NULL,                -- '' where there is none
  token_type TEXT NOT NULL,
  tier       TEXT NOT NULL,                -- STANDARD, BATCH, FLEX, ...
  geography  TEXT NOT NULL,                -- REGIONAL, GLOBAL
  region     TEXT NOT NULL,
  line_type  TEXT NOT NULL,                -- Usage, Credit, Tax, ...
  unit       TEXT NOT NULL,                -- pricing unit as billed
  per_unit   INTEGER,                      -- tokens a unit; NULL: no tokens
  legal_entity TEXT NOT NULL,
  endpoint   TEXT NOT NULL,                -- MANTLE, or '': any other
  UNIQUE (platform, feature, model, token_type, tier, geography, region,
          line_type, unit, per_unit, legal_entity, endpoint)
) STRICT;

-- Who used it, in which account, on what.
CREATE TABLE caller (
  id        INTEGER PRIMARY KEY,
  payer     TEXT NOT NULL,
  account   TEXT NOT NULL,
  principal TEXT NOT NULL,                 -- sessions folded to their role
  session   TEXT NOT NULL,                 -- where policy keeps it
  resource  TEXT NOT NULL,
  workspace TEXT NOT NULL,                 -- wrkspc_...
  tags      TEXT NOT NULL,                 -- JSON object, keys sorted
  invoice   TEXT NOT NULL,
  UNIQUE (payer, account, principal, session, resource, workspace, tags,
          invoice)
) STRICT;

-- The bill, rolled up: sums per load, hour, what and who.
CREATE TABLE cell (
  load   INTEGER NOT NULL,                 -- load.n
  hour   INTEGER NOT NULL,                 -- start of the line items
  sku    INTEGER NOT NULL,
  caller INTEGER NOT NULL,
  rows   INTEGER NOT NULL,
  usage  INTEGER NOT NULL,
  cost   INTEGER NOT NULL,                 -- unblended
  net    INTEGER,                          -- NULL: the export has none
  list   INTEGER,
  PRIMARY KEY (load, hour, sku, caller)
) STRICT, WITHOUT ROWID;

-- What CloudTrail says of calls to the Claude Platform.  One invocation of
-- foc-ingest-trail; it counts from its audit event on.
CREATE TABLE trail (
  n          INTEGER PRIMARY KEY,
  id         TEXT NOT NULL UNIQUE CHECK (id = 'tr-' || n),
  started_at INTEGER NOT NULL,
  files      INTEGER NOT NULL,
  events     INTEGER NOT NULL,             -- = counted + duplicates + ignored
  counted    INTEGER NOT NULL,
  duplicates INTEGER NOT NULL,
  ignored    INTEGER NOT NULL,
  CHECK (events = counted + duplicates + ignored)
) STRICT;

CREATE TABLE trail_call (
  trail      INTEGER NOT NULL REFERENCES trail,
  hour       INTEGER NOT NULL,
  workspace  TEXT NOT NULL,                -- wrkspc_...
  role       TEXT NOT NULL,                -- as caller.principal; '' unknown
  account    TEXT NOT NULL,                -- the workspace's; '' unknown
  action     TEXT NOT NULL CHECK (action IN ('INFERENCE', 'BATCH')),
  calls      INTEGER NOT NULL,
  with_tokens INTEGER NOT NULL,            -- calls whose tokens are known
  tokens     INTEGER NOT NULL,
  PRIMARY KEY (trail, hour, workspace, role, account, action)
) STRICT, WITHOUT ROWID;

-- Events that were counted: 16 bytes of the SHA-256 of their id.
CREATE TABLE trail_event (
  hash BLOB PRIMARY KEY CHECK (length(hash) = 16)
) STRICT, WITHOUT ROWID;

-------------------------------------------------------------------- Spend Cards
-- One week of one workload as its owner saw it.  The figures of a card never
-- change; a restated week is a new revision.
CREATE TABLE card (
  id         TEXT PRIMARY KEY,             -- cd-2026-W46-csbot, ....r2
  workload   TEXT NOT NULL REFERENCES workload,
  week       INTEGER NOT NULL,             -- its Monday
  revision   INTEGER NOT NULL,
  state      TEXT NOT NULL CHECK (state IN ('PENDING_OWNER', 'ACCEPTED',
             'DISPUTED', 'APPROVED', 'SUPERSEDED')),
  generated_at INTEGER NOT NULL,
  from_time  INTEGER NOT NULL,             -- later than week on a first card
  incomplete INTEGER NOT NULL CHECK (incomplete IN (0, 1)),
  data_until INTEGER,
  actual     INTEGER NOT NULL,
  net        INTEGER,                      -- NULL: the export has none
  previous   INTEGER,                      -- same workload, the week before
  -- actual - previous: the same mix of more or fewer tokens, another mix of
  -- models and kinds, other prices, and what has no tokens; they add up.
  by_volume  INTEGER,
  by_mix     INTEGER,
  by_price   INTEGER,
  by_other   INTEGER,
  estimate   INTEGER,
  mtd        INTEGER NOT NULL,
  month_estimate INTEGER,
  forecast   INTEGER,
  forecast_low INTEGER,
  forecast_high INTEGER,
  cache_hit_tenths INTEGER,
  flags      TEXT NOT NULL CHECK (flags GLOB '[[]*]'),
  control    TEXT NOT NULL,                -- of the workload, by this card
  price_book TEXT NOT NULL,
  audit_head TEXT NOT NULL,                -- seq:hash when it was made
  signed_by  TEXT REFERENCES person,       -- *_uid is NULL in a sandbox
  signed_uid INTEGER,
  signed_at  INTEGER,
  approved_by TEXT REFERENCES person,      -- in the roll-up of its portfolio
  approved_uid INTEGER,
  approved_at INTEGER,
  override   TEXT,                         -- why, where no owner had accepted
  carried_from TEXT REFERENCES card,       -- the revision that was signed
  UNIQUE (workload, week, revision),
  CHECK (by_volume + by_mix + by_price + by_other = actual - previous),
  CHECK (approved_by <> signed_by AND approved_uid <> signed_uid)
) STRICT;

CREATE TABLE card_line (
  card       TEXT NOT NULL REFERENCES card,
  n          INTEGER NOT NULL,
  period     INTEGER NOT NULL,             -- billing month of the line
  model      TEXT NOT NULL,
  token_type TEXT NOT NULL,
  region     TEXT NOT NULL,
  tokens     TEXT,                         -- exact decimal; NULL: no tokens
  actual     INTEGER NOT NULL,
  net        INTEGER,
  previous   INTEGER,
  PRIMARY KEY (card, n)
) STRICT, WITHOUT ROWID;

-- Lines that the owner disputes, and what the FinOps lead answered.
CREATE TABLE card_dispute (
  card        TEXT NOT NULL,
  n           INTEGER NOT NULL,
  line        INTEGER NOT NULL,
  reason      TEXT NOT NULL,
  disputed_by TEXT NOT NULL REFERENCES person,
  disputed_at INTEGER NOT NULL,
  answer      TEXT,                        -- NULL: open
  answered_by TEXT REFERENCES person,
  answered_at INTEGER,
  PRIMARY KEY (card, n),
  FOREIGN KEY (card, line) REFERENCES card_line (card, n)
) STRICT, WITHOUT ROWID;

--------------------------------------------------------------- allocation gaps
-- Spend that nobody answers for, by what it has in common.  Which cells are a
-- gap's follows from scenario, class and key; of the gaps of one key each has
-- the cells up to its end (gap_act.ends_at), the next one those from there on.
CREATE TABLE gap (
  n          INTEGER PRIMARY KEY,
  id         TEXT NOT NULL UNIQUE CHECK (id = 'gp-' || n),
  class      TEXT NOT NULL CHECK (class IN ('ATTRIBUTION', 'GOVERNANCE')),
  scenario   TEXT NOT NULL CHECK (scenario IN (
             'UNALLOCATED_GUARDRAIL_COST', 'ATTRIBUTION_NOT_ENABLED',
             'UNCLAIMED_WORKLOAD', 'UNATTRIBUTED_SPEND',
             'NO_BUDGET_ALLOCATION', 'OUT_OF_BUDGET_SCOPE')),
  key        TEXT NOT NULL,                -- account, role, ...: by scenario
  state      TEXT NOT NULL CHECK (state IN
             ('ACTIVE', 'ACTIONED', 'RESOLVED', 'RECALLED')),
  account    TEXT NOT NULL,
  region     TEXT NOT NULL,                -- '' where it is not in the key
  platform   TEXT NOT NULL,
  model      TEXT NOT NULL,
  principal  TEXT NOT NULL,
  resource   TEXT NOT NULL,
  workspace  TEXT NOT NULL,
  workload   TEXT REFERENCES workload,     -- whose it is, where that is known
  detected_at INTEGER NOT NULL,
  previous   TEXT REFERENCES gap (id)      -- of the same key, resolved before
) STRICT;
CREATE INDEX gap_key ON gap (key, scenario, class);
CREATE UNIQUE INDEX gap_open ON gap (key, scenario, class)
  WHERE state <> 'RESOLVED';

-- What was decided about it, in order; the latest row counts.
CREATE TABLE gap_act (
  gap       TEXT NOT NULL REFERENCES gap (id),
  n         INTEGER NOT NULL,
  at        INTEGER NOT NULL,
  by        TEXT REFERENCES person,        -- NULL: found in the bill
  verb      TEXT NOT NULL CHECK (verb IN ('act', 'resolve', 'recall',
            'find')),
  action    TEXT,                          -- of act: ADD_SCOPE, BLOCK, ...
  workload  TEXT REFERENCES workload,      -- that act gave it to
  rationale TEXT,                          -- of find: the evidence
  ends_at   INTEGER,                       -- RESOLVED: its last cells end here
  PRIMARY KEY (gap, n),
  CHECK ((verb = 'act') = (action IS NOT NULL)),
  CHECK ((verb IN ('resolve', 'find')) = (ends_at IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- What detection measured last: derived from cells, and no decision.
CREATE TABLE gap_seen (
  gap        TEXT PRIMARY KEY REFERENCES gap (id),
  from_time  INTEGER NOT NULL,             -- the window of amount and tokens
  to_time    INTEGER NOT NULL,
  amount     INTEGER NOT NULL,
  share_of   INTEGER NOT NULL,             -- AI spend of that window
  tokens     TEXT,                         -- exact decimal; NULL: no tokens
  regions    TEXT NOT NULL CHECK (regions GLOB '[[]*'), -- sorted
  first_seen INTEGER NOT NULL,             -- hours of cells, of all time
  last_seen  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

---------------------------------------------------------------- investigations
-- What stood out in the bill, and what came of looking into it.  subject says
-- of what: a workload, ACCOUNT|CALLER|MODEL, PAYER|MODEL, a scope; '' stands
-- where a column is not of the signal.
CREATE TABLE investigation (
  n          INTEGER PRIMARY KEY,
  id         TEXT NOT NULL UNIQUE CHECK (id = 'iv-' || n),
  signal     TEXT NOT NULL CHECK (signal IN ('SPIKE_HOUR', 'NEW_PRINCIPAL',
             'MODEL_SURGE', 'DRIFT', 'SCOPE_UNUSED')),
  reason     TEXT NOT NULL CHECK (reason IN ('', 'MODEL_NOT_APPROVED',
             'SCOPE_NOT_IMPLEMENTED')),
  subject    TEXT NOT NULL,
  start      INTEGER NOT NULL,             -- the hour or day it begins with
  state      TEXT NOT NULL CHECK (state IN
             ('OPEN', 'ASSIGNED', 'LINKED', 'CLOSED')),
  payer      TEXT NOT NULL,
  account    TEXT NOT NULL,
  principal  TEXT NOT NULL,                -- or workspace, of who called
  platform   TEXT NOT NULL,
  model      TEXT NOT NULL,                -- or PLATFORM:FEATURE without one
  region     TEXT NOT NULL,
  workload   TEXT REFERENCES workload,
  scope      TEXT REFERENCES scope (id),
  raised_at  INTEGER NOT NULL,
  owner      TEXT REFERENCES person,       -- who looks into it
  gap        TEXT REFERENCES gap (id),
  finding    TEXT,
  UNIQUE (signal, subject, start),
  CHECK (state <> 'CLOSED' OR finding IS NOT NULL)
) STRICT;

-- Its figures by the bill as it was at a time; the last counts.
CREATE TABLE investigation_figure (
  investigation TEXT NOT NULL REFERENCES investigation (id),
  n          INTEGER NOT NULL,
  at         INTEGER NOT NULL,
  until      INTEGER NOT NULL,             -- its last hour or day ends here
  amount     INTEGER NOT NULL,
  baseline   INTEGER,                      -- NULL: it has none
  PRIMARY KEY (investigation, n)
) STRICT, WITHOUT ROWID;

----------------------------------------------------------------------- the past
-- Made by was.c, for each governed table T: was_T, and a trigger that puts a
-- row of T there as it was before each change.  was_seq is the newest event
-- before the change; was_there is 0 where there was no such row.  --as-of
-- shows these, where the digests of the audit prove them.

-------------------------------------------------------------------------- audit
-- Every decision, append-only, each row bound to the one before it.
-- hash = SHA-256 over "foc-audit-1", the file's id, prev and the fields, each
-- with type and length (foc-db(5) has the format and test vectors).
CREATE TABLE audit (
  seq       INTEGER PRIMARY KEY,
  at        INTEGER NOT NULL,
  actor     TEXT NOT NULL,
  uid       INTEGER NOT NULL,
  login_uid INTEGER,
  role      TEXT NOT NULL,
  verb      TEXT NOT NULL,
  object    TEXT NOT NULL,
  before    TEXT,
  after     TEXT,
  rationale TEXT,
  digest    BLOB,                          -- of the object's rows afterwards
  prev      BLOB NOT NULL UNIQUE CHECK (length(prev) = 32),
  hash      BLOB NOT NULL UNIQUE CHECK (length(hash) = 32)
) STRICT;
CREATE INDEX audit_object ON audit (object, seq);

CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'audit events are never changed'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'audit events are never deleted'); END;
CREATE TRIGGER audit_only_append BEFORE INSERT ON audit
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), -1) + 1 FROM audit)
BEGIN SELECT RAISE(ABORT, 'audit events are only appended'); END;

-------------------------------------------------------------------------- views
-- Anchors of live requests that nobody has claimed yet, and that work: what
-- was added later.
CREATE VIEW anchor_later AS
SELECT a.* FROM anchor AS a JOIN request AS r ON r.id = a.request
WHERE r.state = 'LIVE'
  AND NOT EXISTS (SELECT 1 FROM claim AS c WHERE c.anchor = a.id)
  AND EXISTS (SELECT 1 FROM scope AS s WHERE s.request = a.request
    AND s.state = 'IMPLEMENTED' AND (s.workspace_id = a.value
      OR s.application_profile = a.value OR (s.account = a.account
      AND (s.role_name = a.value OR 'arn:aws:iam::' || s.account ||
        ':role/' || s.role_name = a.value))));

-- Requests that were granted and are not done, with no task left that would
-- do them: every scope was revoked, or every task cancelled.
CREATE VIEW request_stuck AS
SELECT r.id FROM request AS r
WHERE r.state IN ('APPROVED', 'CE_IN_PROGRESS')
  AND NOT EXISTS (SELECT 1 FROM task AS t WHERE t.request = r.id
    AND t.type <> 'REVOKE'
    AND t.state IN ('BLOCKED', 'OPEN', 'IN_PROGRESS'));

-- What has to hold before a platform is granted, and whether it does: what
-- was recorded in prereq, or, of the export, what a later load has shown by
-- itself.
CREATE VIEW prerequisite AS
WITH kind (name, platform, per_account) AS (VALUES
  ('CUR_EXPORT', 'ALL', 0),
  ('CP_SUBSCRIPTION', 'CLAUDE_PLATFORM', 1),
  ('CP_ASSUME_CONSOLE', 'CLAUDE_PLATFORM', 1),
  ('CP_WEB_IDENTITY_FEDERATION', 'CLAUDE_PLATFORM', 1)
), due AS (
  SELECT k.name, k.platform, coalesce(a.id, '') AS account
  FROM kind AS k LEFT JOIN account AS a ON k.per_account = 1 AND a.active = 1
  WHERE k.per_account = 0 OR a.id IS NOT NULL
), proof AS (
  SELECT 'CUR_EXPORT' AS name, l.id AS load, l.active_at AS at
  FROM load AS l
  WHERE l.state = 'ACTIVE' AND EXISTS (SELECT 1 FROM load_sum AS s
    WHERE s.load = l.id AND s.what = 'WITH_PRINCIPAL' AND s.rows > 0)
  ORDER BY l.active_at DESC, l.n DESC LIMIT 1
)
SELECT d.name, d.platform, d.account,
  CASE WHEN x.load IS NOT NULL THEN 'PASSED'
    ELSE coalesce(p.state, 'UNKNOWN') END AS state,
  CASE WHEN x.load IS NOT NULL THEN x.at ELSE p.checked_at END AS checked_at,
  CASE WHEN x.load IS NOT NULL THEN x.load || ' has callers in it'
    ELSE nullif(p.evidence, '') END AS evidence
FROM due AS d
LEFT JOIN prereq AS p ON p.name = d.name AND p.account = d.account
LEFT JOIN proof AS x ON x.name = d.name AND x.at > coalesce(p.checked_at, 0)
  AND coalesce(p.state, 'UNKNOWN') IN ('UNKNOWN', 'FAILED');
