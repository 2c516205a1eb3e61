"""who may be shown what is not approved"""

from alembic import op
import sqlalchemy as sa

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('tester',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('brand_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('whom', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('by', sa.String(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['channel_account.id'], name=op.f('fk_tester_account_id_channel_account')),
    sa.ForeignKeyConstraint(['brand_id'], ['brand.id'], name=op.f('fk_tester_brand_id_brand')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tester'))
    )
    with op.batch_alter_table('tester', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_tester_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_tester_brand_id'), ['brand_id'], unique=False)


def downgrade() -> None:
    op.drop_table('tester')
