"""what platforms say: learnt limits, and comments that are gone there"""

from alembic import op
import sqlalchemy as sa

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('rate_bucket', schema=None) as batch_op:
        batch_op.add_column(sa.Column('learnt', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('full_at', sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table('interaction', schema=None) as batch_op:
        batch_op.add_column(sa.Column('gone_at', sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table('watch', schema=None) as batch_op:
        batch_op.add_column(sa.Column('unreadable', sa.Integer(), nullable=False, server_default='0'))


def downgrade() -> None:
    with op.batch_alter_table('watch', schema=None) as batch_op:
        batch_op.drop_column('unreadable')
    with op.batch_alter_table('interaction', schema=None) as batch_op:
        batch_op.drop_column('gone_at')
    with op.batch_alter_table('rate_bucket', schema=None) as batch_op:
        batch_op.drop_column('full_at')
        batch_op.drop_column('learnt')
