import chat.models.fields
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def keep_the_queues_order(apps, schema_editor):
    """Who waits keeps their place, and a claim from before the clocks does not lapse."""
    Handover = apps.get_model('handover', 'Handover')
    Handover.objects.update(rank_at=models.F('requested_at'))
    Handover.objects.filter(status='waiting').update(awaiting_since=models.F('requested_at'))
    Handover.objects.filter(status='claimed').update(answered=True)


class Migration(migrations.Migration):

    dependencies = [
        ('chat', '0001_conversations_articles_reviews'),
        ('handover', '0001_handovers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AgentProfile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('presence', models.CharField(choices=[('online', 'online'), ('away', 'away')], default='away', max_length=8, verbose_name='presence')),
                ('capacity', models.PositiveSmallIntegerField(default=3, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(50)], verbose_name='conversations at once')),
                ('seen_at', models.DateTimeField(blank=True, null=True, verbose_name='last seen')),
            ],
            options={
                'verbose_name': 'agent',
                'verbose_name_plural': 'agents',
                'ordering': ['user_id'],
            },
        ),
        migrations.CreateModel(
            name='BusinessHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opens', models.TimeField(verbose_name='opens')),
                ('closes', models.TimeField(verbose_name='closes')),
                ('weekday', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')], verbose_name='day')),
            ],
            options={
                'verbose_name': 'business hours',
                'verbose_name_plural': 'business hours',
                'ordering': ['weekday', 'opens'],
            },
        ),
        migrations.CreateModel(
            name='CannedReply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shortcut', chat.models.fields.ExactCharField(max_length=30, validators=[django.core.validators.RegexValidator('^[a-z0-9가-힣_-]+$', 'Letters, digits, - and _ only.')], verbose_name='short name')),
                ('language', models.CharField(choices=[('ko', 'Korean'), ('en', 'English')], default='ko', max_length=2, verbose_name='language')),
                ('text', models.TextField(help_text='Filled in when it is inserted: {customer}, {agent}, {bank}, {phone}', max_length=2000, verbose_name='text')),
            ],
            options={
                'verbose_name': 'canned reply',
                'verbose_name_plural': 'canned replies',
                'ordering': ['language', 'shortcut'],
            },
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('author_name', models.CharField(max_length=80, verbose_name="author's name")),
                ('text', models.TextField(verbose_name='text')),
                ('client_message_id', chat.models.fields.ExactCharField(max_length=64)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='time')),
            ],
            options={
                'verbose_name': 'note',
                'verbose_name_plural': 'notes',
                'ordering': ['handover', 'id'],
            },
        ),
        migrations.CreateModel(
            name='SpecialDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='date')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('opens', models.TimeField(blank=True, null=True, verbose_name='opens')),
                ('closes', models.TimeField(blank=True, null=True, verbose_name='closes')),
            ],
            options={
                'verbose_name': 'special day',
                'verbose_name_plural': 'special days',
                'ordering': ['day', 'opens'],
            },
        ),
        migrations.CreateModel(
            name='Team',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True, verbose_name='name')),
            ],
            options={
                'verbose_name': 'team',
                'verbose_name_plural': 'teams',
                'ordering': ['name'],
            },
        ),
        migrations.AlterModelOptions(
            name='handover',
            options={'ordering': ['rank_at', 'id'], 'permissions': [('supervise_handover', 'Can see every handover and take it over')], 'verbose_name': 'handover', 'verbose_name_plural': 'handovers'},
        ),
        migrations.RemoveIndex(
            model_name='handover',
            name='handover_queue',
        ),
        migrations.AddField(
            model_name='handover',
            name='answered',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='handover',
            name='awaiting_since',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='handover',
            name='category',
            field=models.CharField(blank=True, max_length=40, verbose_name='category'),
        ),
        migrations.AddField(
            model_name='handover',
            name='correction',
            field=models.JSONField(blank=True, default=dict, verbose_name='corrected briefing'),
        ),
        migrations.AddField(
            model_name='handover',
            name='first_reply_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='first reply'),
        ),
        migrations.AddField(
            model_name='handover',
            name='first_reply_kept',
            field=models.BooleanField(blank=True, null=True, verbose_name='first reply in time'),
        ),
        migrations.AddField(
            model_name='handover',
            name='late_replies',
            field=models.PositiveIntegerField(default=0, verbose_name='late replies'),
        ),
        migrations.AddField(
            model_name='handover',
            name='outcome',
            field=models.CharField(blank=True, choices=[('resolved', 'resolved'), ('unresolved', 'not resolved'), ('call_back', 'call back agreed'), ('no_response', 'customer did not answer'), ('abuse', 'ended for abuse'), ('handed_back', 'handed back to the assistant'), ('left', 'ended by the customer')], max_length=12, verbose_name='outcome'),
        ),
        migrations.AddField(
            model_name='handover',
            name='passed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='handover',
            name='rank_at',
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.AddField(
            model_name='handover',
            name='read_seq',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='handover',
            name='replies',
            field=models.PositiveIntegerField(default=0, verbose_name='replies'),
        ),
        migrations.AddField(
            model_name='handover',
            name='reply_due_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='reply due'),
        ),
        migrations.AddField(
            model_name='handover',
            name='resolution_due_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='solution due'),
        ),
        migrations.AddField(
            model_name='handover',
            name='resolution_kept',
            field=models.BooleanField(blank=True, null=True, verbose_name='solved in time'),
        ),
        migrations.AddField(
            model_name='handover',
            name='transfers',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='transfers'),
        ),
        migrations.AddField(
            model_name='handover',
            name='warnings',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='warnings'),
        ),
        migrations.AddField(
            model_name='handover',
            name='wrap_up',
            field=models.TextField(blank=True, verbose_name='wrap-up'),
        ),
        migrations.AlterField(
            model_name='handover',
            name='priority',
            field=models.PositiveSmallIntegerField(choices=[(0, 'normal'), (10, 'complaint'), (20, 'vulnerable customer'), (30, 'emergency')], default=0, verbose_name='priority'),
        ),
        migrations.AlterField(
            model_name='handover',
            name='trigger',
            field=models.CharField(choices=[('asked', 'asked for'), ('offered', 'offered and accepted'), ('emergency', 'emergency'), ('failed', 'no answer could be given'), ('supervisor', "a supervisor's hand")], max_length=10, verbose_name='came about by'),
        ),
        migrations.AddField(
            model_name='agentprofile',
            name='user',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='agent_profile', to=settings.AUTH_USER_MODEL, verbose_name='agent'),
        ),
        migrations.AddConstraint(
            model_name='businesshours',
            constraint=models.UniqueConstraint(fields=('weekday', 'opens'), name='hours_weekday_opens'),
        ),
        migrations.AddField(
            model_name='note',
            name='author',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL, verbose_name='author'),
        ),
        migrations.AddField(
            model_name='note',
            name='handover',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='handover.handover', verbose_name='handover'),
        ),
        migrations.AddField(
            model_name='cannedreply',
            name='team',
            field=models.ForeignKey(blank=True, help_text='Only for this team; empty: for everybody.', null=True, on_delete=django.db.models.deletion.CASCADE, to='handover.team', verbose_name='team'),
        ),
        migrations.AddField(
            model_name='agentprofile',
            name='team',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='agents', to='handover.team', verbose_name='team'),
        ),
        migrations.AddField(
            model_name='handover',
            name='team',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='handovers', to='handover.team', verbose_name='team'),
        ),
        migrations.AddIndex(
            model_name='handover',
            index=models.Index(fields=['status', 'rank_at'], name='handover_queue'),
        ),
        migrations.AddIndex(
            model_name='handover',
            index=models.Index(fields=['agent', 'status'], name='handover_agent'),
        ),
        migrations.AddIndex(
            model_name='handover',
            index=models.Index(fields=['status', 'ended_at'], name='handover_ended'),
        ),
        migrations.AddConstraint(
            model_name='note',
            constraint=models.UniqueConstraint(fields=('handover', 'client_message_id'), name='note_id'),
        ),
        migrations.AddConstraint(
            model_name='cannedreply',
            constraint=models.UniqueConstraint(fields=('shortcut', 'language'), name='canned_shortcut'),
        ),
        migrations.AddIndex(
            model_name='agentprofile',
            index=models.Index(fields=['presence', 'seen_at'], name='agent_present'),
        ),
        migrations.RunPython(keep_the_queues_order, migrations.RunPython.noop),
    ]
