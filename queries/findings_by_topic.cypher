// title: Findings by topic
// group: Findings
// answers: Which topics are found most often, and how many of those findings are still open?
// param: limit (int, default 100) most rows
// returns: dimension, topic, findings, not_closed, priority, subjects
MATCH (f:Finding)-[:ABOUT]->(x)
WITH f.dimension AS dimension, f.topic AS topic, f, x
RETURN dimension, topic, count(DISTINCT f) AS findings,
       count(DISTINCT CASE WHEN f.status <> 'closed' THEN f.id END) AS not_closed,
       count(DISTINCT CASE WHEN f.severity = 'priority' THEN f.id END) AS priority, count(DISTINCT x.id) AS subjects
ORDER BY findings DESC, dimension, topic
LIMIT $limit
