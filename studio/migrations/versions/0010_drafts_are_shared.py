"""drafts are shared

A draft belonged to a person; now a channel of a post has one, and everybody who writes sees it. The newest one that somebody typed goes on,
older ones of other people are kept aside in it. Versions say who wrote any part of them.
"""

from collections import defaultdict

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')
TIME = sa.DateTime(timezone=True)
WORDS = ('text', 'title', 'author', 'summary', 'source_url')


def upgrade() -> None:
    _who_wrote()
    before = _old_drafts()
    op.drop_table('draft')
    op.create_table('draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('brand_id', sa.Integer(), nullable=False),
    sa.Column('post_id', sa.Integer(), nullable=False),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('rev', sa.Integer(), nullable=False),
    sa.Column('base', sa.Integer(), nullable=False),
    sa.Column('typed', JSON, nullable=False),
    sa.Column('rest', JSON, nullable=False),
    sa.Column('written_by', JSON, nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('tab', sa.String(), nullable=False),
    sa.Column('at', TIME, nullable=False),
    sa.Column('aside', JSON, nullable=False),
    sa.ForeignKeyConstraint(['brand_id'], ['brand.id'], name=op.f('fk_draft_brand_id_brand')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_draft_by_id_person')),
    sa.ForeignKeyConstraint(['post_id'], ['post.id'], name=op.f('fk_draft_post_id_post')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draft')),
    sa.UniqueConstraint('post_id', 'channel', name=op.f('uq_draft_post_id_channel'))
    )
    with op.batch_alter_table('draft', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_draft_brand_id'), ['brand_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_draft_post_id'), ['post_id'], unique=False)
    _keep(before)


def downgrade() -> None:
    op.drop_table('draft')
    op.create_table('draft',
    sa.Column('brand_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('post_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('base', sa.Integer(), nullable=False),
    sa.Column('variants', JSON, nullable=False),
    sa.Column('at', TIME, nullable=False),
    sa.ForeignKeyConstraint(['brand_id'], ['brand.id'], name=op.f('fk_draft_brand_id_brand')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_draft_person_id_person')),
    sa.ForeignKeyConstraint(['post_id'], ['post.id'], name=op.f('fk_draft_post_id_post')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draft')),
    sa.UniqueConstraint('post_id', 'person_id', name=op.f('uq_draft_post_id_person_id'))
    )
    with op.batch_alter_table('draft', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_draft_brand_id'), ['brand_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_draft_post_id'), ['post_id'], unique=False)
    with op.batch_alter_table('post_version', schema=None) as batch_op:
        batch_op.drop_column('written_by')


def _who_wrote() -> None:
    """Every version knows its own author and those of the versions before it."""
    with op.batch_alter_table('post_version', schema=None) as batch_op:
        batch_op.add_column(sa.Column('written_by', JSON, nullable=False, server_default='[]'))
    version = sa.table('post_version', sa.column('id', sa.Integer), sa.column('post_id', sa.Integer), sa.column('number', sa.Integer),
                       sa.column('author_id', sa.Integer), sa.column('written_by', JSON))
    wrote = defaultdict(set)
    found = defaultdict(list)
    for row in op.get_bind().execute(sa.select(version).order_by(version.c.post_id, version.c.number)):
        wrote[row.post_id].add(row.author_id)
        found[tuple(sorted(wrote[row.post_id]))].append(row.id)
    for people, keys in found.items():
        for some in (keys[first:first + 500] for first in range(0, len(keys), 500)):
            op.execute(version.update().where(version.c.id.in_(some)).values(written_by=list(people)))
    with op.batch_alter_table('post_version', schema=None) as batch_op:
        batch_op.alter_column('written_by', server_default=None)


def _old_drafts() -> list:
    draft = sa.table('draft', sa.column('brand_id', sa.Integer), sa.column('post_id', sa.Integer), sa.column('person_id', sa.Integer),
                     sa.column('base', sa.Integer), sa.column('variants', JSON), sa.column('at', TIME))
    return list(op.get_bind().execute(sa.select(draft).order_by(draft.c.at.desc())))


def _keep(before: list) -> None:
    version = sa.table('post_version', sa.column('post_id', sa.Integer), sa.column('number', sa.Integer), sa.column('variants', JSON))
    draft = sa.table('draft', *(sa.column(name, kind) for name, kind in (
        ('brand_id', sa.Integer), ('post_id', sa.Integer), ('channel', sa.String), ('rev', sa.Integer), ('base', sa.Integer), ('typed', JSON),
        ('rest', JSON), ('written_by', JSON), ('by_id', sa.Integer), ('tab', sa.String), ('at', TIME), ('aside', JSON))))
    rows: dict = {}
    for old in before:
        query = sa.select(version.c.variants).where(version.c.post_id == old.post_id, version.c.number == old.base)
        said = op.get_bind().execute(query).scalar() or {}
        for channel, variant in old.variants.items():
            if channel in said and _bare(variant) == _bare(said[channel]):
                continue  # typed, and taken back again
            typed = _typed(variant)
            if (old.post_id, channel) in rows:
                rows[old.post_id, channel]['aside'].append({'by': old.person_id, 'at': old.at.isoformat(), 'typed': typed})
                continue
            rows[old.post_id, channel] = dict(
                brand_id=old.brand_id, post_id=old.post_id, channel=channel, rev=1, base=old.base, typed=typed, rest=_bare(variant),
                written_by=[old.person_id], by_id=old.person_id, tab='', at=old.at, aside=[],
            )
    if rows:
        op.bulk_insert(draft, list(rows.values()))


def _bare(variant: dict) -> dict:
    return {name: value for name, value in variant.items() if name != 'html'}


def _typed(variant: dict) -> dict:
    link = variant.get('link') or {}
    words = {name: variant.get(name, '') for name in WORDS}
    return words | {'link_url': link.get('url', ''), 'link_title': link.get('title', ''), 'link_summary': link.get('summary', '')}
