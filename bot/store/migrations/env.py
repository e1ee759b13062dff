"""Run migrations inside the transaction that `bot.store.engine.migrate` has opened and locked: Alembic's entry."""

from alembic import context

from bot.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
