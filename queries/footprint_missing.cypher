// title: Footprints missing or out of date
// group: Evidence
// answers: Which parts that need a life-cycle assessment lack one in force or lack the footprint itself?
// param: today (date, default today) as-of date
// param: limit (int, default 100) most rows
// returns: part_id, part_name, part_class, pcf, pcf_valid_to, assessments_in_force
MATCH (i:Part)
WHERE i.lca_required
OPTIONAL MATCH (i)<-[:ABOUT]-(a:Assessment)
WHERE a.kind = 'LCA' AND (a.expires_on IS NULL OR a.expires_on > $today)
WITH i, count(a) AS assessments_in_force
WHERE assessments_in_force = 0 OR i.pcf IS NULL OR i.pcf_valid_to <= $today
RETURN i.id AS part_id, i.name AS part_name, i.part_class AS part_class, i.pcf AS pcf, i.pcf_valid_to AS pcf_valid_to,
       assessments_in_force
ORDER BY part_id
LIMIT $limit
