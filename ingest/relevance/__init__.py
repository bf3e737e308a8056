"""Whether a text is about the topic, and why: a gazetteer as data, one pass over the text, a score.

``load_topic`` reads ``config/topic.toml``, ``judge`` weighs one text, ``judge_all`` weighs it for
several topics in one pass, ``check_topic`` runs the test lines the file carries, ``evaluate``
measures against labels.
"""

from ingest.relevance.evaluation import Evaluation, Labelled, Mistake, evaluate, read_labels
from ingest.relevance.judging import Topics, judge, judge_all
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
    "load_topic",
    "read_labels",
]
