"""The schema, by subject. Every table is a SQLAlchemy Core `Table` on one metadata."""

from knowledge.store.tables.accounts import accounts, stakeholders
from knowledge.store.tables.activity import (
    meetings,
    notes,
    product_feedback,
    product_items,
    surveys,
    tickets,
    touchpoints,
    usage,
    usage_metrics,
)
from knowledge.store.tables.base import metadata
from knowledge.store.tables.contracts import (
    arr_events,
    concessions,
    contracts,
    opportunities,
    renewals,
    targets,
)
from knowledge.store.tables.judgement import (
    alerts,
    csm_calls,
    health_snapshots,
    overrides,
    renewal_models,
)
from knowledge.store.tables.note_index import (
    forgotten,
    note_readers,
    passages,
    vectors,
)
from knowledge.store.tables.people import account_team, covers, ownership, people
from knowledge.store.tables.plans import (
    commitments,
    milestones,
    objectives,
    onboarding_milestones,
    value_costs,
    value_lines,
)
from knowledge.store.tables.readings import note_readings, note_reads
from knowledge.store.tables.slack import (
    slack_channels,
    slack_installs,
    slack_open_channels,
    slack_people,
)
from knowledge.store.tables.work import (
    acts,
    digests,
    feedback,
    import_flags,
    imports,
    inbox,
    proposed_changes,
    retention,
    stated_values,
    sync_state,
    threads,
    turns,
    usage_dirty,
    workspace,
)

__all__ = [
    "account_team", "accounts", "acts", "alerts", "arr_events", "commitments", "concessions",
    "contracts", "covers", "csm_calls", "digests", "feedback", "forgotten", "health_snapshots",
    "import_flags", "imports", "inbox", "meetings", "metadata", "milestones", "note_readers",
    "note_readings", "note_reads", "notes", "objectives", "onboarding_milestones", "opportunities",
    "overrides", "ownership", "passages", "people", "product_feedback", "product_items",
    "proposed_changes", "renewal_models", "renewals", "retention", "slack_channels",
    "slack_installs", "slack_open_channels", "slack_people", "stakeholders", "stated_values",
    "surveys", "sync_state", "targets", "threads", "tickets", "touchpoints", "turns", "usage",
    "usage_dirty", "usage_metrics", "value_costs", "value_lines", "vectors", "workspace",
]  # fmt: skip
