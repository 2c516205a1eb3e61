"""where each history chain ends"""

from alembic import op
import sqlalchemy as sa

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('history_head',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('brand', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('hash', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_history_head')),
    sa.UniqueConstraint('brand', name=op.f('uq_history_head_brand'))
    )
    op.execute(
        "INSERT INTO history_head (brand, position, hash) "
        "SELECT each.brand, each.position, each.hash FROM history_row AS each "
        "WHERE each.position = (SELECT max(other.position) FROM history_row AS other WHERE other.brand = each.brand)"
    )


def downgrade() -> None:
    op.drop_table('history_head')
