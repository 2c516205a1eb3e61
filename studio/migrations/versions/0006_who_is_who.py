"""who is who"""

from alembic import op
import sqlalchemy as sa

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('known_name',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('brand_id', sa.Integer(), nullable=False),
    sa.Column('remote_id', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['brand_id'], ['brand.id'], name=op.f('fk_known_name_brand_id_brand')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_known_name')),
    sa.UniqueConstraint('brand_id', 'remote_id', name=op.f('uq_known_name_brand_id_remote_id'))
    )
    with op.batch_alter_table('known_name', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_known_name_brand_id'), ['brand_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('known_name', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_known_name_brand_id'))

    op.drop_table('known_name')
