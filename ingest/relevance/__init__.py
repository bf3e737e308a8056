"""Whether a text is about the topic, and why: a gazetteer as data, one pass over the text, a score.

``load_topics`` reads the topics of an installation, ``judge_for`` weighs one text for all of them in
one pass, ``judge`` for one topic, ``check_topic`` runs the test lines the file carries, ``evaluate``
measures against labels.
"""

from ingest.relevance.evaluation import Evaluation, Labelled, Mistake, evaluate, read_labels
from ingest.relevance.judging import Topics, judge, judge_all, judge_for, load_topics
from ingest.relevance.topic import Topic, check_topic, load_topic

__all__ = [
    "Evaluation",
    "Labelled",
    "Mistake",
    "Topic",
    "Topics",
    "check_topic",
    "evaluate",
    "judge",
    "judge_all",
    "judge_for",
    "load_topic",
    "load_topics",
    "read_labels",
]
