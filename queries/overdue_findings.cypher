// title: Overdue findings
// group: Findings
// answers: Which findings are past their due date and not closed?
// param: today (date, default today) as-of date
// param: limit (int, default 100) most rows
// returns: finding_id, finding_name, subject_label, subject_id, subject_name, dimension, topic, severity, status, responsible, due_on, days_overdue
MATCH (f:Finding)-[:ABOUT]->(x)
WHERE f.status <> 'closed' AND f.due_on < $today
RETURN f.id AS finding_id, f.name AS finding_name, labels(x)[0] AS subject_label, x.id AS subject_id, x.name AS subject_name,
       f.dimension AS dimension, f.topic AS topic, f.severity AS severity, f.status AS status, f.responsible AS responsible,
       f.due_on AS due_on, duration.inDays(f.due_on, $today).days AS days_overdue
ORDER BY due_on, finding_id, subject_label, subject_id
LIMIT $limit
