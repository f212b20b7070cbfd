import chat.models.fields
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def to_the_new_scale(apps, schema_editor):
    """1 to 5 becomes 0 to 100; the verdict, which has no field any more, begins the comment."""
    Review = apps.get_model("chat", "Review")
    for review in Review.objects.iterator():
        review.score = (review.score - 1) * 25
        review.comment = f"[{review.verdict}] {review.comment}".strip()
        review.save(update_fields=["score", "comment"])


class Migration(migrations.Migration):

    dependencies = [
        ('chat', '0005_figures_by_hour'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(to_the_new_scale, migrations.RunPython.noop),
        migrations.CreateModel(
            name='Criterion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', chat.models.fields.ExactCharField(max_length=30, validators=[django.core.validators.RegexValidator('^[a-z][a-z0-9_]*$', 'Small letters, digits and _ only.')], verbose_name='name')),
                ('place', models.PositiveSmallIntegerField(default=0, verbose_name='place')),
                ('section_ko', models.CharField(max_length=60, verbose_name='section (Korean)')),
                ('section_en', models.CharField(max_length=60, verbose_name='section (English)')),
                ('text_ko', models.CharField(max_length=200, verbose_name='question (Korean)')),
                ('text_en', models.CharField(max_length=200, verbose_name='question (English)')),
                ('weight', models.PositiveSmallIntegerField(default=10, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='weight')),
                ('most', models.PositiveSmallIntegerField(default=2, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)], verbose_name='most points')),
                ('optional', models.BooleanField(default=False, verbose_name='may not apply')),
                ('critical', models.BooleanField(default=False, help_text='No points here make the whole score 0.', verbose_name='critical')),
            ],
            options={
                'verbose_name': 'criterion',
                'verbose_name_plural': 'criteria',
                'ordering': ['version', 'place', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ReviewDraw',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField(verbose_name='from')),
                ('until', models.DateTimeField(verbose_name='to')),
                ('seed', models.BigIntegerField(verbose_name='seed')),
                ('wanted', models.PositiveIntegerField(verbose_name='wanted')),
                ('candidates', models.JSONField(default=list, verbose_name='candidates')),
                ('drawn_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='drawn')),
            ],
            options={
                'verbose_name': 'draw',
                'verbose_name_plural': 'draws',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Scorecard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(choices=[('conversation', 'a conversation'), ('message', 'one message')], max_length=12, unique=True, verbose_name='judges')),
            ],
            options={
                'verbose_name': 'scorecard',
                'verbose_name_plural': 'scorecards',
                'ordering': ['subject'],
            },
        ),
        migrations.RemoveField(
            model_name='review',
            name='verdict',
        ),
        migrations.AddField(
            model_name='conversation',
            name='review_score',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="review's score"),
        ),
        migrations.AddField(
            model_name='review',
            name='agent',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reviews_received', to=settings.AUTH_USER_MODEL, verbose_name='agent'),
        ),
        migrations.AddField(
            model_name='review',
            name='checks',
            field=models.JSONField(default=list, verbose_name='automatic checks'),
        ),
        migrations.AddField(
            model_name='review',
            name='failed',
            field=models.BooleanField(default=False, verbose_name='critical fail'),
        ),
        migrations.AddField(
            model_name='review',
            name='question_seq',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='question'),
        ),
        migrations.AddField(
            model_name='review',
            name='seq',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='message'),
        ),
        migrations.AlterField(
            model_name='review',
            name='corrected_answer',
            field=models.TextField(blank=True, verbose_name='corrected answer'),
        ),
        migrations.AlterField(
            model_name='review',
            name='score',
            field=models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='score'),
        ),
        migrations.CreateModel(
            name='CoachingNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.PositiveIntegerField(blank=True, null=True, verbose_name='message')),
                ('text', models.TextField(verbose_name='note')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='written')),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='read')),
                ('agent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='coaching', to=settings.AUTH_USER_MODEL, verbose_name='agent')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author')),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='coaching', to='chat.conversation', verbose_name='conversation')),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='coaching', to='chat.review', verbose_name='review')),
            ],
            options={
                'verbose_name': 'coaching note',
                'verbose_name_plural': 'coaching',
                'ordering': ['-pk'],
                'permissions': [('answer_coachingnote', 'Can read and answer coaching notes to oneself')],
            },
        ),
        migrations.CreateModel(
            name='CoachingReply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='answer')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='written')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author')),
                ('note', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='chat.coachingnote')),
            ],
            options={
                'verbose_name': 'answer to a coaching note',
                'verbose_name_plural': 'answers to coaching notes',
                'ordering': ['note', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='EvaluationCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.TextField(verbose_name='question')),
                ('language', models.CharField(choices=[('ko', 'Korean'), ('en', 'English')], max_length=2, verbose_name='language')),
                ('slug', chat.models.fields.ExactCharField(max_length=100, verbose_name='article that answers')),
                ('expected', models.TextField(verbose_name='corrected answer')),
                ('figures', models.JSONField(blank=True, default=list, verbose_name='must be said')),
                ('active', models.BooleanField(default=True, verbose_name='is asked')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='created')),
                ('draft', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='chat.articleversion', verbose_name='draft')),
                ('review', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='case', to='chat.review', verbose_name='review')),
            ],
            options={
                'verbose_name': 'evaluation case',
                'verbose_name_plural': 'evaluation cases',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='PinnedComment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.PositiveIntegerField(verbose_name='message')),
                ('text', models.TextField(verbose_name='comment')),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pinned', to='chat.review')),
            ],
            options={
                'verbose_name': 'pinned comment',
                'verbose_name_plural': 'pinned comments',
                'ordering': ['review', 'seq'],
            },
        ),
        migrations.CreateModel(
            name='ReviewAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('points', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='points')),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='chat.criterion')),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='chat.review')),
            ],
            options={
                'verbose_name': 'answer',
                'verbose_name_plural': 'answers',
                'ordering': ['review', 'criterion__place', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField(verbose_name='place')),
                ('risks', models.JSONField(blank=True, default=list, verbose_name='risks')),
                ('assigned_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='assigned')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='done')),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to='chat.conversation', verbose_name='conversation')),
                ('review', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='chat.review', verbose_name='review')),
                ('reviewer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to=settings.AUTH_USER_MODEL, verbose_name='reviewer')),
                ('draw', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='chat.reviewdraw', verbose_name='draw')),
            ],
            options={
                'verbose_name': 'assigned review',
                'verbose_name_plural': 'assigned reviews',
                'ordering': ['done_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ReviewRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True, verbose_name='name')),
                ('sampling', models.CharField(choices=[('random', 'at random'), ('risk', 'by risk')], default='random', max_length=8, verbose_name='drawn')),
                ('partner', models.CharField(choices=[('any', 'anybody'), ('assistant', 'the assistant alone'), ('agent', 'an agent')], default='any', max_length=10, verbose_name='the customer spoke with')),
                ('language', models.CharField(blank=True, choices=[('ko', 'Korean'), ('en', 'English')], help_text='Empty: every language.', max_length=2, verbose_name='language')),
                ('quota', models.PositiveSmallIntegerField(default=5, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(200)], verbose_name='conversations for each reviewer')),
                ('active', models.BooleanField(default=True, verbose_name='active')),
                ('reviewers', models.ManyToManyField(blank=True, help_text='Empty: everybody who may review.', related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reviewers')),
            ],
            options={
                'verbose_name': 'review rule',
                'verbose_name_plural': 'review rules',
                'ordering': ['name'],
            },
        ),
        migrations.AddField(
            model_name='reviewdraw',
            name='rule',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='draws', to='chat.reviewrule', verbose_name='rule'),
        ),
        migrations.CreateModel(
            name='ScorecardVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='version')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='created')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published')),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author')),
                ('scorecard', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='chat.scorecard', verbose_name='scorecard')),
            ],
            options={
                'verbose_name': 'scorecard version',
                'verbose_name_plural': 'scorecards',
                'ordering': ['scorecard', '-number'],
            },
        ),
        migrations.AddField(
            model_name='criterion',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='criteria', to='chat.scorecardversion'),
        ),
        migrations.AddField(
            model_name='review',
            name='version',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='chat.scorecardversion', verbose_name='scorecard'),
        ),
        migrations.AddIndex(
            model_name='coachingnote',
            index=models.Index(fields=['agent', 'read_at'], name='coaching_agent'),
        ),
        migrations.AddConstraint(
            model_name='pinnedcomment',
            constraint=models.UniqueConstraint(fields=('review', 'seq'), name='pinned_seq'),
        ),
        migrations.AddConstraint(
            model_name='reviewanswer',
            constraint=models.UniqueConstraint(fields=('review', 'criterion'), name='review_criterion'),
        ),
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(fields=['reviewer', 'done_at'], name='assignment_reviewer'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.UniqueConstraint(fields=('draw', 'conversation'), name='assignment_once'),
        ),
        migrations.AddConstraint(
            model_name='reviewdraw',
            constraint=models.UniqueConstraint(fields=('rule', 'since', 'until'), name='draw_period'),
        ),
        migrations.AddConstraint(
            model_name='scorecardversion',
            constraint=models.UniqueConstraint(fields=('scorecard', 'number'), name='scorecard_version'),
        ),
        migrations.AddConstraint(
            model_name='criterion',
            constraint=models.UniqueConstraint(fields=('version', 'key'), name='criterion_key'),
        ),
    ]
