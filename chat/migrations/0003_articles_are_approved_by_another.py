
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('chat', '0002_generation_switch'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='articleversion',
            options={'ordering': ['article', '-number'], 'permissions': [('approve_articleversion', 'Can approve and retire article versions')], 'verbose_name': 'article version', 'verbose_name_plural': 'article versions'},
        ),
        migrations.AddField(
            model_name='articleversion',
            name='author',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author'),
        ),
        migrations.AlterField(
            model_name='articleversion',
            name='state',
            field=models.CharField(choices=[('draft', 'draft'), ('in_review', 'in review'), ('approved', 'approved'), ('retired', 'retired')], default='draft', max_length=10, verbose_name='state'),
        ),
        migrations.CreateModel(
            name='ArticleDeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('deed', models.CharField(choices=[('drafted', 'drafted'), ('submitted', 'sent to review'), ('sent_back', 'sent back'), ('approved', 'approved'), ('retired', 'retired'), ('imported', 'published by an import')], max_length=10, verbose_name='deed')),
                ('comment', models.CharField(blank=True, max_length=500, verbose_name='comment')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='time')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deeds', to='chat.articleversion')),
            ],
            options={
                'verbose_name': 'article deed',
                'verbose_name_plural': 'article deeds',
                'ordering': ['version', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='KnowledgeGap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('unanswered', 'not answered'), ('not_helpful', 'answer not helpful')], max_length=12, verbose_name='kind')),
                ('question_seq', models.PositiveIntegerField(verbose_name="question's number")),
                ('question', models.TextField(verbose_name='question')),
                ('language', models.CharField(max_length=2, verbose_name='language')),
                ('category', models.CharField(blank=True, max_length=40, verbose_name='category')),
                ('noted_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name='time')),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='gaps', to='chat.conversation', verbose_name='conversation')),
            ],
            options={
                'verbose_name': 'knowledge gap',
                'verbose_name_plural': 'knowledge gaps',
                'ordering': ['-noted_at'],
                'constraints': [models.UniqueConstraint(fields=('conversation', 'question_seq'), name='gap_question')],
            },
        ),
    ]
