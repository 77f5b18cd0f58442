// title: Suppliers of a material in a country
// group: Materials
// answers: Which suppliers in this country make parts from this material?
// param: material (Material, required) id of a material
// param: country (Country, required) ISO 3166 code of a country or subdivision
// param: limit (int, default 100) most rows
// returns: supplier_id, supplier_name, site_id, site_name, kind, part_id, part_name
MATCH (m:Material {id: $material})-[:INPUT_TO]->(i:Part)<-[:MAKES]-(s:Site)-[:LOCATED_IN*1..2]->(c:Country {id: $country})
WITH DISTINCT i, s
MATCH (o:Supplier)-[:OPERATES]->(s)
RETURN DISTINCT o.id AS supplier_id, o.name AS supplier_name, s.id AS site_id, s.name AS site_name, s.kind AS kind,
       i.id AS part_id, i.name AS part_name
ORDER BY supplier_id, site_id, part_id
LIMIT $limit
