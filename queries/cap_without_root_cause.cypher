// title: Corrective plans without a root cause
// group: Findings
// answers: For which findings was a plan accepted although no root cause is recorded?
// param: limit (int, default 100) most rows
// returns: finding_id, finding_name, dimension, topic, severity, status, responsible, due_on
MATCH (f:Finding)
WHERE f.status IN ['cap_submitted', 'cap_approved', 'done'] AND f.root_cause IS NULL
RETURN f.id AS finding_id, f.name AS finding_name, f.dimension AS dimension, f.topic AS topic, f.severity AS severity,
       f.status AS status, f.responsible AS responsible, f.due_on AS due_on
ORDER BY due_on, finding_id
LIMIT $limit
