"""what editors said of adverts

Where the words leave open whether a post advertises, an editor says so; who, when, and of which words.
"""

from alembic import op
import sqlalchemy as sa

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('advert_answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('brand_id', sa.Integer(), nullable=False),
    sa.Column('post_id', sa.Integer(), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('advertises', sa.Boolean(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['brand_id'], ['brand.id'], name=op.f('fk_advert_answer_brand_id_brand')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_advert_answer_by_id_person')),
    sa.ForeignKeyConstraint(['post_id'], ['post.id'], name=op.f('fk_advert_answer_post_id_post')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_advert_answer'))
    )
    with op.batch_alter_table('advert_answer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_advert_answer_brand_id'), ['brand_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_advert_answer_post_id'), ['post_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_advert_answer_words'), ['words'], unique=False)


def downgrade() -> None:
    op.drop_table('advert_answer')
