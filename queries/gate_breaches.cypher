// title: Contracts signed before the gate was passed
// group: Contracts
// answers: Which contracts were signed without a valid SAQ, SSI and code of conduct?
// param: limit (int, default 100) most rows
// returns: supplier_id, supplier_name, part_id, part_name, contract_ref, signed_on, missing
MATCH (o:Supplier)-[k:SUPPLIES]->(i:Part)
WHERE k.contract_status = 'signed'
OPTIONAL MATCH (o)<-[:ABOUT]-(a:Assessment)
WHERE a.kind IN ['SAQ', 'SSI', 'COC'] AND a.issued_on <= k.signed_on
  AND (a.expires_on IS NULL OR a.expires_on > k.signed_on)
WITH o, k, i, collect(DISTINCT a.kind) AS done
WHERE size(done) < 3
RETURN o.id AS supplier_id, o.name AS supplier_name, i.id AS part_id, i.name AS part_name, k.contract_ref AS contract_ref,
       k.signed_on AS signed_on, [kind IN ['SAQ', 'SSI', 'COC'] WHERE NOT kind IN done] AS missing
ORDER BY signed_on DESC, supplier_id, part_id, contract_ref
LIMIT $limit
