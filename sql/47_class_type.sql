-- Which type of machine a class of lines is of, and how GPU-seconds follow from its lines: 'consumed' or 'pricing' is that
-- quantity x unit_seconds x gpus, 'period' is gpus x the seconds of the charge period. gpus is 0 for what is known to be no
-- machine, and NULL where type or unit is unknown: unknown is not zero. Only usage holds GPU time; a machine bought ahead
-- keeps its type, with gpus NULL. A class has no date, so its type counts as it was told last. $1 load
update fact.line_class c
set instance_type = k.type, gpus = k.held, a100_factor = case when k.held > 0 then k.factor end,
  gpu_measure = case when k.held > 0 and k.seconds = 0 then 'period' when k.held > 0 then k.quantity end,
  unit_seconds = case when k.held > 0 then nullif(k.seconds, 0) end
from (
  select j.*, case when j.kind <> 'none' then coalesce(j.machine_spec, j.table_type, j.said_type) end as type,
    case when j.kind = 'none' or j.no_gpu or j.table_gpus = 0 then 0
      when j.charge_category = 'Purchase' then case when j.table_gpus > 0 then null else 0 end
      when j.kind = 'machine' and j.seconds is not null then coalesce(j.table_gpus, nullif(j.gpu_count, 0)) end as held
  from (
    select n.*, t.instance_type as table_type, t.gpus as table_gpus, t.a100_factor as factor,
      -- Families without a GPU: there are too many types of them for a table.
      coalesce(n.name ~ case n.provider when 'aws' then '^(a1|[cdhimrtxz]\d|i[ms]\d|hpc\d|mac\d|u-?\d)'
        when 'azure' then '^([abdefghlm]|[deglm]s|[de]c|fx|h[bcx])\d'
        when 'alibaba' then '^ecs\.(e-|[cdeginrstu]\d|hf[cgr]\d|[mrs]n\d|[rs]e\d|ebm[cgr]\d)'
        when 'tencent' then '^(ti\.s\.|[cdms]\d|s[aknw]\d|ma\d|cn\d|ita?\d|[bt]s\d|bf\d)' end, false) as no_gpu,
      case when n.charge_category not in ('Usage', 'Purchase')
          or n.category not in ('Compute', 'AI and Machine Learning', 'Other')
          or n.unit ~ '(^|[^a-z])[kmgtp]i?b([^a-z]|$)|byte|token|request|iops|lcu|cpu|core|quer|event|metric|次'
          or n.name is null and n.unit !~ 'h(ou)?rs?|sec|day|mon|时|秒|天|月'
          or 'Unused' in (n.commitment_discount_status, n.capacity_reservation_status)
          or n.charge_frequency = 'Recurring' and n.quantity = 'pricing' and n.seconds > 0 then 'none' -- an hourly fee
        when n.provider = 'aws' and n.service !~* 'mapreduce|lightsail' -- their fees read BoxUsage, too
          and n.meter ~ '(^|-)(BoxUsage|SpotUsage|DedicatedUsage|HostBoxUsage):|[:-]ml\.' then 'machine'
        -- What is paid beside a machine, or for one that did not run, names its type, too.
        when n.provider = 'aws' and (n.service ~* 'mapreduce|lightsail' or n.meter ~ 'EBSOptimized|EKS|HeavyUsage|Unused' or n.operation !~ '^RunInstance'
          or n.meter is not null and n.name !~ '^(p|gr?|inf|trn|dl)\d') then 'none'
        when n.provider = 'aws' and n.meter is not null then 'unknown'
        when n.provider = 'gcp' and t.gpus is not null then 'machine'
        -- GPU, cores and memory of a machine are SKUs of one resource: where its GPU is known, the others are none.
        when n.provider = 'gcp' and (n.service !~ '^(Compute Engine|Vertex AI|Cloud Run)'
          or n.unit is not null and n.seconds is null or n.machine_spec !~ '^(a[2-9]|g[2-9]|n1|custom)' or n.resource_key in (
            select o.resource_key from fact.line_class o
            join fact.instance_type g on g.provider = o.provider and g.instance_type = o.sku_id
            where o.provider = 'gcp' and g.gpus > 0 and o.resource_id not like 'none:%')) then 'none'
        when n.provider = 'azure' and (n.meter ~* 'licen[cs]e' or n.name !~ '^[a-z]{1,3}\d'
          or n.service !~* 'virtual machine|machine learning|kubernetes|batch') then 'none'
        when n.provider = 'alibaba' and n.item !~* 'instance' then 'none'
        when n.provider = 'tencent' and n.component ~* '存储|带宽|流量|镜像|网络|storage|bandwidth|traffic|image' then 'none'
        when t.gpus is not null or n.gpu_count > 0 then 'machine'
        when n.provider in ('alibaba', 'tencent') and concat(n.name, n.service) !~*
          'ecs|elastic compute|cvm|virtual machine|pai|eas|ti-one|gpu|云服务器' then 'none'
        else 'unknown' end as kind
    from (
      select r.*, case r.provider
          when 'azure' then replace(regexp_replace(lower(r.said_type), '^(standard|basic)_|( spot| low priority)$', '', 'g'), ' ', '_')
          when 'tencent' then lower(regexp_replace(regexp_replace(r.said_type, '^.*?([A-Za-z][A-Za-z0-9]*)-\d+核(\d+)GB?$', '\1:\2'),
            '^(\w+)\.\d*X?LARGE(\d+)$', '\1:\2'))
          else regexp_replace(lower(r.said_type), '^ml\.', '') end as name
      from (
        select d.*, substring(d.said from '(?i)gpucount[\\"]*\s*[:=]\s*[\\"]*(\d+(?:\.\d+)?)')::numeric as gpu_count,
          case when d.unit ~ '^(1 )?(instance[- ])?(h|hrs?|hours?)$|^小?时$' then 3600 when d.unit ~ '^(s|secs?|seconds?|秒)$' then 1
            when d.unit ~ '^(min|minutes?|分钟)$' then 60 when d.unit ~ '^(days?|天|日)$' then 86400
            when d.unit ~ '^(mo|months?|个?月)$' then 0 end as seconds, -- of a month, its period tells
          coalesce(case d.provider when 'aws' then regexp_replace(d.meter, '^(.*[:-]ml\.|[^:]*:)', '') when 'gcp' then d.sku_id end,
            substring(d.said from '(?i)(?:instance[ _-]?(?:type|spec)|servicetype)[\\"]*\s*[:=]\s*[\\"]*([^\\",}\s]+)'),
            case d.provider when 'azure' then d.meter when 'alibaba' then substring(d.resource from 'ecs\.\S+')
              when 'tencent' then substring(d.resource from '^TI\.\S+|\S+$') end) as said_type
        from (
          select l.*, coalesce(l.service_name, '') as service, l.details ->> 'ServiceCategory' as category,
            lower(btrim(coalesce(nullif(l.consumed_unit, ''), l.pricing_unit), E' \t\r\n')) as unit,
            case when l.consumed_unit <> '' then 'consumed' else 'pricing' end as quantity,
            nullif(coalesce(l.details ->> 'x_UsageType', l.details ->> 'SkuMeter'), '') as meter,
            l.details ->> 'x_Operation' as operation, l.details ->> 'x_BillingItemCode' as item,
            l.details ->> 'x_ComponentType' as component, concat_ws(' ', l.sku_id, l.details ->> 'ResourceType', l.details ->> 'x_ComponentName') as resource,
            concat_ws(' ', l.details ->> 'SkuPriceDetails', l.details ->> 'x_SkuDetails') as said,
            substring(concat(l.details ->> 'x_SystemLabels', l.tags) from 'machine_spec[^a-z]+(?:[Vv]alue[^a-z]+)?([a-z0-9-]+)')
              as machine_spec
          from fact.line_class l
          where l.load_id = $1::bigint) d) r) n
    left join (
      select distinct on (1, 2) i.provider, case i.provider when 'azure' then lower(regexp_replace(i.instance_type, '^Standard_', ''))
          when 'tencent' then lower(regexp_replace(i.instance_type, '^(\w+)\.\d*X?LARGE(\d+)$', '\1:\2'))
          else lower(i.instance_type) end as name, i.instance_type, i.gpus, i.a100_factor
      from fact.instance_type i order by 1, 2, i.from_day desc) t using (provider, name)) j) k
where c.class_key = k.class_key
