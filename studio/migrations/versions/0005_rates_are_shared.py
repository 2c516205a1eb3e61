"""rates are shared, and an account's queue is found quickly"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('rate_bucket',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('taken', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rate_bucket')),
    sa.UniqueConstraint('name', name=op.f('uq_rate_bucket_name'))
    )
    planned = sa.text("state = 'planned'")
    op.create_index('ix_delivery_queue', 'delivery', ['account_id', 'due_at'], unique=False, sqlite_where=planned, postgresql_where=planned)


def downgrade() -> None:
    op.drop_index('ix_delivery_queue', 'delivery')
    op.drop_table('rate_bucket')
