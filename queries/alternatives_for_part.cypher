// title: Alternatives for a part
// group: Suppliers
// answers: Which other sources already fill the same slots as this part, and how exposed are they?
// param: part (Part, required) id of a part
// param: dimension (dimension, required) id of a dimension, such as LAB
// param: limit (int, default 100) most rows
// returns: used_in_id, used_in_name, slot, part_share, alternative_id, alternative_name, alternative_share, exposure, difference
MATCH (i:Part {id: $part})-[r:INPUT_TO]->(t)<-[q:INPUT_TO]-(j:Part)
WHERE j.id <> i.id AND q.slot = r.slot
WITH i, t, r, q, j, j['x_' + toLower($dimension)] AS exposure
RETURN t.id AS used_in_id, t.name AS used_in_name, r.slot AS slot, r.share AS part_share, j.id AS alternative_id,
       j.name AS alternative_name, q.share AS alternative_share, exposure,
       exposure - i['x_' + toLower($dimension)] AS difference
ORDER BY exposure IS NULL, exposure, used_in_id, slot, alternative_id, alternative_share
LIMIT $limit
