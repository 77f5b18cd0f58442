// title: Suppliers to escalate
// group: Findings
// answers: Which suppliers have open priority findings that are overdue or repeated?
// param: today (date, default today) as-of date
// param: limit (int, default 100) most rows
// returns: supplier_id, supplier_name, status, findings, finding_ids
MATCH (f:Finding)
WHERE f.severity = 'priority' AND f.status <> 'closed' AND (f.due_on < $today OR f.repeat_of IS NOT NULL)
CALL (f) {
  MATCH (f)-[:ABOUT]->(o:Supplier) RETURN o
  UNION
  MATCH (f)-[:ABOUT]->(:Site)<-[:OPERATES]-(o:Supplier) RETURN o
}
WITH DISTINCT o, f
WITH o, f ORDER BY f.id
RETURN o.id AS supplier_id, o.name AS supplier_name, o.status AS status, count(f) AS findings, collect(f.id) AS finding_ids
ORDER BY findings DESC, supplier_id
LIMIT $limit
