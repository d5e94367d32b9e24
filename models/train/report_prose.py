"""Writes sentences in the prose of company reports, each with its label for the share price of the company named.

A grammar of our own: sentences hold slots in braces, slots are filled at random, numbers are drawn so that they agree
with the direction that the sentence states. None of it is taken from a corpus.
"""
import random
import re

FIRST = """Al Bel Cor Dal Ek Fen Gar Hal Isk Jor Kem Lin Mar Nor Ol Pel Rau Sal Tor Ul Var Wes Yt Zen Ahl Bor Cap Del Elm
 Fis Gra Hus Ket Lem Met Nov Orb Pon Ras Ste Tam Uus Vik Aur Bri Cle Dyn Ever Fort Glen High""".split()
LAST = """tec nova ström lund vik mark sto co tron max plex ora ia berg haus line met pap pharm soft tel bank dal ix on ens
 rail gas oil mill tek com gen med ware foods air lux ster ford ton""".split()
SUFFIX = ["Oyj", "Oyj", "Abp", "AB", "ASA", "A/S", "Plc", "plc", "Inc", "Inc.", "Corp", "Corporation", "Ltd", "Group", "Oy", "AG",
          "SE", "NV", "SpA", "Holdings", "", "", "", ""]

WORDS = {
    "industry": """forestry|engineering|software|telecoms|steel|food|media|retail|construction|shipping|paper|chemicals|packaging|
 pharmaceutical|diagnostics|banking|insurance|IT services|property|energy|mining machinery|electronics|clothing|brewing|dairy|
 logistics|elevator|crane|tyre|automation|biotech|medical technology|publishing|stainless steel|pulp""",
    "product": """paper machines|mobile phone chargers|loading cranes|diesel engines|base stations|tyres|software licences|lifts|
 packaging board|wind turbine gears|broadband services|plywood|meat products|bakery products|magazines|sports equipment|
 fibre cement|LNG carriers|harvesters|rock crushers|power cables|stainless tubes|medical devices|test kits|heat pumps|vaccines|
 network equipment|banking software|data centres|semiconductors|printed circuit boards|furniture|dairy products|beer|ferries|
 containers|hotel rooms|solar inverters|batteries|X-ray systems|navigation devices|fitness watches|garden tools|axes|kitchenware|
 glass processing machines|steel structures|concrete elements|mobile handsets|maintenance services|outsourcing services""",
    "place": """Helsinki|Tampere|Oulu|Espoo|Vantaa|Stockholm|Gothenburg|Malmo|Copenhagen|Aarhus|Oslo|Bergen|Tallinn|Riga|Vilnius|
 St Petersburg|Moscow|Warsaw|Gdansk|Hamburg|Munich|London|Manchester|Dublin|Rotterdam|Paris|Milan|Madrid|Chicago|Houston|Atlanta|
 Boston|Shanghai|Beijing|Mumbai|Chennai|Singapore|Sao Paulo|Toronto|Sydney""",
    "country": """Finland|Sweden|Norway|Denmark|Estonia|Latvia|Lithuania|Russia|Poland|Germany|France|Italy|Spain|the UK|the US|
 Canada|Brazil|Chile|China|India|Japan|South Korea|Australia|Indonesia|Vietnam|Turkey|South Africa|the Baltic countries|Ukraine""",
    "adj": """Finnish|Swedish|Norwegian|Danish|Estonian|German|British|US|Dutch|Swiss|Russian|Canadian|Nordic|French|Polish""",
    "customer": """the city of {place}|a {adj} {industry} company|{name} of {country}|the {adj} defence forces|a leading {adj} bank|
 {name}|several customers in {country}|the hospital district of {place}|a {adj} power utility|the {adj} Transport Agency|
 one of its largest customers|an undisclosed customer in {country}|{adj} {industry} group {name}|{adj} operator {name}""",
    "person": """Matti Laine|Anna Berg|Jukka Salonen|Erik Lindqvist|Peter Hansen|Maria Koskinen|John Whitfield|Susan Clarke|
 Timo Rautio|Karin Holm|Lars Nygaard|Robert Ellis|Sanna Virta|Mikael Sund|Elena Petrova|David Marsh""",
    "title": """chief executive officer|CEO|president and CEO|chief financial officer|CFO|managing director|chairman of the board|
 head of investor relations|senior vice president|chief operating officer|member of the board|head of the {industry} division""",
    "month": "January|February|March|April|May|June|July|August|September|October|November|December",
    "year": "2004|2005|2006|2007|2008|2009|2010|2011|2012|2015|2018|2021|2023",
    "quarter": """the first quarter|the second quarter|the third quarter|the fourth quarter|Q1|Q2|Q3|Q4|the first half|the second half|
 January-March|January-June|January-September|the first nine months|the review period|the reporting period|the financial year|
 the period|the full year|the last three months|April-June|July-September|October-December""",
    "period": "{quarter}|{quarter} of {year}|{quarter} {year}|{year}|{quarter}|the fiscal year {year}",
    "before": """a year earlier|the year before|in the corresponding period of {year}|in the same quarter a year ago|a year ago|
 in {year}|in the same period last year|in the previous year|for the comparable period|in the corresponding period a year earlier|
 one year earlier|the preceding year|in the prior-year period""",
    "gain": """operating profit|net profit|EBIT|pretax profit|profit before tax|net sales|sales|turnover|revenue|revenues|order intake|
 EBITDA|gross profit|profit for the period|comparable operating profit|operating profit excluding non-recurring items|earnings|
 net income|profit|pre-tax profit|cash flow from operations|net interest income|operating income|group turnover|consolidated revenue|
 profit after tax|underlying operating profit|order backlog|order book|new orders|net profit for the period|fee income|exports|
 adjusted EBITA|consolidated net sales|like-for-like sales|income from sales""",
    "count": """passenger numbers|deliveries|the number of subscribers|traffic|production volumes|unit sales|shipments|customer numbers|
 output|paper deliveries|cargo volumes|beer sales volumes|advertising sales|average selling prices|the occupancy rate|
 capacity utilisation|market share|the load factor|the operating margin|gross margin|customer satisfaction|membership""",
    "unit": """{adj} operations|domestic business|{industry} division|{industry} unit|services business|export business|
 {place} mill|{country} subsidiary|maintenance segment|consumer business""",
    "plant": "plant|factory|mill|warehouse|production line|distribution centre|office|service centre|research centre|terminal|store|shop",
    "weekday": "Monday|Tuesday|Wednesday|Thursday|Friday",
    "soon": """next year|in {month}|by the end of {year}|during {quarter} of {year}|later this year|in {month} {year}|
 in early {year}|over the coming months|from {month} onwards""",
}
WORDS = {key: [" ".join(part.split()) for part in text.split("|")] for key, text in WORDS.items()}

POSITIVE = """
{Co}'s {gain} rose to {hi} from {lo} {before}.|{Gain} increased {pct} to {hi} in {period}.|{Gain} was up {pct} at {hi}.
{Gain} totalled {hi}, up from {lo} {before}.|{Gain} totalled {hi}, compared to {lo} {before}.|{Gain} of {co} amounted to {hi}, against {lo} {before}.
{Co} said its {gain} in {period} climbed to {hi}, from {lo} {before}.|{Gain} grew by {pct} and was {hi} ({lo}).|{Gain} improved to {hi} ({lo}).
{Co} posted {gain} of {hi} for {period}, compared with {lo} {before}.|{Co} reported {gain} of {hi} in {period}, up from {lo}.
In {period}, {gain} went up to {hi} from {lo} {before}.|{Gain} for {period} more than doubled to {hi} from {lo}.|{Gain} jumped {pct} in {period}.
{Co} swung to a net profit of {lo} in {period} from a loss of {hi} {before}.|{Co} turned to profit: {gain} was {lo}, versus a loss of {hi} {before}.
Operating profit was {lo}, compared with a loss of {hi} {before}.|Net profit totalled {lo} as against a net loss of {hi} {before}.
Net loss narrowed to {lo} from {hi} {before}.|The operating loss shrank to {lo} from {hi}.|{Co} said its loss for {period} decreased to {lo}, from {hi} {before}.
Pretax loss totalled {lo}, compared to a loss of {hi} {before}.|The loss of the {unit} was cut to {lo} from {hi}.|{Co} halved its net loss to {lo} in {period}.
Operating loss amounted to {lo}, compared with a loss of {hi} {before}.|{Co} narrowed its loss before taxes to {lo} from {hi} in {period}.
Costs fell by {pct} to {lo} in {period} from {hi}.|Net debt was reduced to {lo} from {hi}.|Credit losses decreased to {lo} ({hi}).|Impairment losses on loans fell to {lo} from {hi}.
Earnings per share rose to {epshi} from {epslo} {before}.|Earnings per share (EPS) amounted to {epshi}, up from {epslo}.|EPS for {period} was {epshi} ({epslo}).
{Count} increased by {pct} {before}.|{Count} rose {pct} in {period}.|{Count} grew to {bighi} from {biglo} {before}.|{Count} improved in {period}.|In {month}, {count} went up {pct}.
{Co} raised its guidance for {year}.|{Co} upgrades its full-year outlook and now expects {gain} to grow by more than {pct}.|{Co} lifts its forecast for {gain} in {year}.
{Co} expects {gain} to increase in {year}.|{Co} estimates that its {gain} will grow by {pct} in {year}.|{Gain} is expected to be clearly higher than in {year}.|{Co} sees {gain} improving {soon}.
The board proposes that the dividend be raised to {epshi} per share from {epslo}.|{Co} will pay a dividend of {epshi}, up from {epslo} {before}.|{Co} increases its dividend by {pct}.
{Co} has won an order worth {amt} from {customer}.|{Co} has received an order for {product} from {customer}.|{Co} secured a {amt} order to supply {product} to {customer}.
{Co} has been awarded a contract by {customer} for the delivery of {product}.|{Customer} has ordered {product} from {co}.|{Customer} has chosen {co} as its supplier of {product}.
{Co} has signed a contract with {customer} to deliver {product} to {country}.|{Co} will deliver {product} to {customer}.|{Co} will supply {customer} with {product} under a {n}-year agreement.
{Co} and {customer} have signed a framework agreement on {product}.|{Co} has signed a letter of intent with {customer} on the supply of {product}.|{Customer} selects {co} for its {product} project.
{Co} extended its agreement with {customer} by {n} years.|{Customer} renewed its contract with {co}.|{Customer} has increased its order of {product} from {co}.|{Co} bags {amt} deal in {country}.
{Co} has been selected as the preferred supplier of {product} to {customer}.|{Co} wins tender for {product} in {place}.|{Co} lands follow-up order from {customer}.
{Co} signs cooperation agreement with {customer} to develop {product}.|{Co} and {name} enter into a strategic partnership in {industry}.|{Co} teams up with {name} to expand in {country}.
{Co} is launching {product} in {country}.|{Co} launches a new generation of {product}.|{Co} introduces new {product} that cut energy use by {pct}.|{Co} unveiled new {product} at a trade fair in {place}.
{Co} will open {n} new {plant}s in {country} {soon}.|{Co} is expanding its operations in {country}.|{Co} opens a new {plant} in {place}.|{Co} will expand its {plant} in {place} to meet growing demand.
{Co} is strengthening its presence in {country} by opening a {plant} in {place}.|{Co} to double capacity at its {place} {plant}.|{Co} invests {amt} to raise output of {product} in {place}.
{Co} plans to hire {n} people in {place} as demand grows.|{Co} will recruit {bighi} new employees.|{Co} recalls laid-off workers at the {place} {plant} as orders pick up.
{Co} has acquired {name}, strengthening its position in {product}.|The acquisition of {name} will strengthen {co}'s position in {country} and add {amt} to annual sales.|{Co} expands in {country} by buying {industry} firm {name}.
The acquisition is expected to have a positive effect on {co}'s earnings per share.|The deal will increase {co}'s annual net sales by {amt}.|The agreement strengthens {co}'s long-term partnership with {customer}.
The order will have a positive impact on {co}'s {gain} in {year}.|The contract strengthens {co}'s position as a supplier of {product} in {country}.|With the new {plant}, {co} will be able to serve its customers in {country} better.
Demand for {product} has remained strong in {country}.|Demand for {product} picked up clearly in {period}.|The market for {product} has recovered, {co} said.|{Co} said that demand in {country} was strong throughout {period}.
{Co} gained market share in {country}.|{Co} strengthened its market position in {product}.|{Co} became the market leader in {product} in {country}.|{Co} has increased its share of the {adj} {industry} market to {pct}.
Profitability improved on the back of higher volumes and lower raw material costs.|The improvement in {gain} was due to higher sales of {product}.|Growth was strongest in {country}, where sales rose {pct}.
The efficiency programme is expected to bring annual savings of {amt}.|The measures will produce cost savings of about {amt} a year.|{Co}'s cost-cutting programme has lowered fixed costs by {amt}.|Synergy benefits of {amt} are expected from {year} onwards.
{Co}'s results beat analysts' expectations.|{Gain} exceeded the consensus forecast of {lo}.|{Gain} came in at {hi}, above the {lo} expected by analysts.|{Co} reported better-than-expected {gain} for {period}.
{Co}'s sales fell less than feared in {period}.|The decline in {gain} was smaller than analysts had expected.|{Gain} of {co} fell only {pct}, beating forecasts.
Shares in {co} rose {pct} to {epshi}.|{Co}'s share price gained {pct} on the news.|{Co} shares were the day's biggest gainers, up {pct} on the {place} exchange.|The stock closed {pct} higher.
{Co} was upgraded to buy from hold by {bank}.|{Bank} raised its target price for {co} to {epshi} from {epslo}.|{Bank} starts coverage of {co} with a buy recommendation.|{Bank} sees upside in {co}.
{Co} received regulatory approval for its {product}.|{Co} has been granted a patent for {product} in {country}.|The trial of {co}'s drug met its primary endpoint.|The competition authority cleared {co}'s purchase of {name}.
{Co} completed its refinancing on better terms.|{Co} reached an agreement with its lenders, securing its financing until {year}.|{Co}'s credit rating was raised by {bank}.|The company's equity ratio strengthened to {pcthi} from {pctlo}.
{Co} won an award for its {product}.|{Co} was named supplier of the year by {customer}.|The company's {product} has been well received by customers.|{Co} has been chosen for a sustainability index.
{Co} settled its dispute with {name} and will receive {amt}.|{Co} won its court case against {name}.|{Co} sells its {unit} and books a gain of {amt}.|The sale of the property will generate a capital gain of {amt} for {co}.
{Co} to buy back up to {n} million of its own shares.|{Co} returns {amt} to shareholders.|{Co} said it is well positioned for growth in {country}.|{Co} expects the market for {product} to grow by {pct} a year.
"We are very pleased with the strong growth in {country}," said {title} {person}.|"{Period} was the best in our history," said {person}, {title} of {co}.|"Our order book is at a record level," {person} said.|"This order is an important breakthrough for us in {country}," says {title} {person}.
"With this agreement we are able to offer our customers better {product}," said {person}.|"The new {plant} will help us to grow in {country}," said {title} {person}.|The new {product} help customers to cut costs and improve quality.
The agreement covers {product} and is worth {amt} to {co}.|{Co}'s {unit} performed well, with {gain} up {pct}.|The {unit} made a record result in {period}.|{Co}'s cash flow strengthened and net gearing fell to {pctlo} from {pcthi}.
The measures improve {co}'s competitiveness and profitability.|The investment will increase {co}'s production capacity by {pct}.|The cooperation will bring {co}'s {product} to new customers in {country}.
The new system will increase efficiency and shorten delivery times.|{Customer} will start using {co}'s {product} {soon}.|{Name} will use {co}'s {product} in its {plant} in {place}.|{Co}'s technology has been adopted by {customer}.
{Co} to supply {product} for {customer}'s new {plant} in {country}.|{Co}'s {product} have been selected for {customer}'s {place} project.|Under the agreement, {customer} will buy {product} from {co} for {amt}.
The {adj} company has agreed to sell {product} worth {amt} to {customer}.|{Customer} and {co} have agreed on the delivery of {product} to {place}.|{Co} will build a {plant} in {place} for {customer}.
Following the order, {co}'s order book stands at a record {hi}.|{Co} strengthens its foothold in {country} with a new {plant}.|{Co} is to start production of {product} in {country} to respond to growing demand.
{Co} enters the {country} market with {product}.|{Co} begins sales of {product} in {country}.|{Co} expands its range of {product}.|{Co} doubled its sales in {country} within {n} years.
{Customer} will take {product} from {co} into use in all its {plant}s.|{Co}'s {product} will be installed at {customer}'s {plant} in {place}.|{Co} will be responsible for the {product} of {customer} until {year}.|{Co} takes over the maintenance of {customer}'s {product}.
{Co} gets {amt} order in {country}.|{Co} and {customer} deepen their cooperation in {product}.|{Co} has agreed with {name} on the distribution of {product} in {country}.|{Name} becomes {co}'s distributor in {country}.|{Co} has obtained the rights to sell {product} in {country}.|{Co} has been granted a licence to operate in {country}.
The order comprises {n} {product} for {customer}, which bought its first ones from {co} in {year}.|The contract is the largest that {co} has won in {country}.|The agreement is worth {amt} a year to the {adj} company.|The total value of the deal is {amt}, and it brings work to the {place} {plant} until {year}.
{Co} moves into the {industry} business with the purchase of {name}.|The purchase makes {co} the largest supplier of {product} in {country}.|With the acquisition, the number of {co}'s customers goes up by {bighi}.|{Co} buys the rest of {name}, whose sales have grown by {pct} a year.
{Co} builds a second {plant} in {place}, as the first is running at full capacity.|{Co}'s {place} {plant} will run at full capacity until {month}.|The temporary layoffs at {co}'s {place} {plant} were called off.|{Co} extends the shifts at its {place} {plant} because of brisk orders.|{Co} restarts the line in {place} that was idle for {n} months.
{Co} makes it possible to build {product} {pct} cheaper.|The new {product} are {pct} lighter than those before and cost less to run.|{Co} adds {product} to what it offers to customers in {country}.|{Co}'s new service lets customers order {product} online.|The upgrade raises the speed of the machine by {pct}.
{Co} is ahead of its plan to save {amt}.|The transfer of production to {country} will lower {co}'s costs by {amt} a year.|Interest expenses came down to {lo} from {hi}.|The sale frees {amt} of capital for {co}'s core business.|Working capital was released and net cash rose to {hi} from {lo}.
{Co} went from an operating loss of {lo} to an operating profit of {hi}.|Without one-off items {gain} would have grown to {hi} from {lo}.|Both {gain} and {gain2} were higher than {before2}.|{Gain} of the {unit} went up, thanks to {product}.|{Co}'s {gain} has now grown for {n} quarters in a row.
"""
NEGATIVE = """
{Co}'s {gain} fell to {lo} from {hi} {before}.|{Gain} decreased {pct} to {lo} in {period}.|{Gain} was down {pct} at {lo}.|{Gain} totalled {lo}, down from {hi} {before}.
{Gain} totalled {lo}, compared to {hi} {before}.|{Gain} of {co} amounted to {lo}, against {hi} {before}.|{Co} said its {gain} in {period} dropped to {lo}, from {hi} {before}.|{Gain} declined by {pct} and was {lo} ({hi}).
{Co} posted {gain} of {lo} for {period}, compared with {hi} {before}.|{Co} reported {gain} of {lo} in {period}, down from {hi}.|In {period}, {gain} went down to {lo} from {hi} {before}.|{Gain} slid to {lo} ({hi}).
{Gain} halved to {lo} from {hi} in {period}.|{Gain} weakened to {lo} from {hi}.|{Gain} shrank by {pct} {before}.|{Co}'s {gain} in {period} was {lo}, as against {hi} {before}.
{Co} swung to a net loss of {hi} in {period} from a profit of {lo} {before}.|{Co} made a loss of {hi}, versus a profit of {lo} {before}.|Operating loss was {hi}, compared with a profit of {lo} {before}.|Net loss totalled {lo} as against a net profit of {hi} {before}.
Net loss widened to {hi} from {lo} {before}.|The operating loss grew to {hi} from {lo}.|{Co} said its loss for {period} increased to {hi}, from {lo} {before}.|Pretax loss totalled {hi}, compared to a loss of {lo} {before}.
{Co} posted a net loss of {amt} for {period}.|{Co} made an operating loss of {amt}.|{Co} remained in the red in {period}, with a loss of {amt}.|The {unit} made a loss of {hi}, up from {lo}.
Costs rose by {pct} to {hi} in {period} from {lo}.|Net debt increased to {hi} from {lo}.|Credit losses increased to {hi} ({lo}).|Impairment losses on loans rose to {hi} from {lo}.|Operating expenses climbed {pct}, eating into profit.
Earnings per share fell to {epslo} from {epshi} {before}.|Earnings per share (EPS) amounted to {epslo}, down from {epshi}.|EPS for {period} was {epslo} ({epshi}).|Loss per share was {epshi} compared with {epslo} {before}.
{Count} decreased by {pct} {before}.|{Count} fell {pct} in {period}.|{Count} dropped to {biglo} from {bighi} {before}.|{Count} weakened in {period}.|In {month}, {count} went down {pct}.
{Co} lowered its guidance for {year}.|{Co} issues a profit warning.|{Co} cuts its full-year outlook and now expects {gain} to fall by more than {pct}.|{Co} reduced its forecast for {gain} in {year}.|{Co} abandons its targets for {year}.
{Co} expects {gain} to decrease in {year}.|{Co} estimates that its {gain} will decline by {pct} in {year}.|{Gain} is expected to be clearly lower than in {year}.|{Co} sees {gain} weakening {soon}.|{Co} forecasts a loss for {year}.
The board proposes that no dividend be paid for {year}.|{Co} cuts its dividend to {epslo} from {epshi} {before}.|{Co} will not pay a dividend.|{Customer} has cancelled its order of {product} from {co}.|{Customer} terminated its contract with {co}.
{Co} lost a contract with {customer}.|{Co} lost the tender for {product} in {place} to {name}.|{Customer} postponed the delivery of {product}.|{Co} has lost market share in {country}.|{Co} withdraws from {country} after continued losses.
{Co} starts statutory negotiations on the reduction of up to {bighi} jobs.|{Co} will cut {bighi} jobs at its {place} {plant}.|{Co} to lay off {bighi} people in {country}.|{Co} plans temporary layoffs of {n} to {bighi} employees at {place} because of weak demand.
{Co} will close its {plant} in {place}.|{Co} to shut down its {product} line in {place}, affecting {bighi} employees.|Production at the {place} {plant} will be stopped for {n} weeks because of a lack of orders.|{Co} is to cut production of {product} because of weak demand.
The personnel negotiations at {co}'s {unit} ended in {bighi} redundancies.|{Co} adjusts capacity by layoffs in {place}.|{Co} to discontinue production of {product} in {place}.|{Co} shuts {n} loss-making {plant}s.
Demand for {product} has weakened in {country}.|Demand for {product} remained low in {period}.|The market for {product} contracted, {co} said.|{Co} said that customers postponed their investments in {period}.|Orders dried up in {country}.
Profitability was burdened by higher raw material costs and price competition.|The decline in {gain} was due to lower sales of {product}.|Weak demand in {country} hurt {gain}.|The strong euro cut {gain} by {amt}.|Result was weighed down by restructuring costs of {amt}.
{Co} books an impairment charge of {amt}.|{Co} writes down {amt} of goodwill in its {unit}.|{Co} will record a non-recurring cost of {amt} from the closure of its {place} {plant}.|{Co} made a provision of {amt} for credit losses.
{Co}'s results fell short of analysts' expectations.|{Gain} missed the consensus forecast of {hi}.|{Gain} came in at {lo}, below the {hi} expected by analysts.|{Co} reported worse-than-expected {gain} for {period}.|{Gain} grew less than expected.
Shares in {co} fell {pct} to {epslo}.|{Co}'s share price lost {pct} on the news.|{Co} shares were the day's biggest losers, down {pct} on the {place} exchange.|The stock closed {pct} lower.|{Co} slumped to a {n}-year low.
{Co} was downgraded to sell from hold by {bank}.|{Bank} cut its target price for {co} to {epslo} from {epshi}.|{Bank} lowers {co} to reduce.|{Co}'s credit rating was cut by {bank}.|{Bank} warns of risks in {co}.
{Co} recalls {product} because of a safety fault.|{Co} has been sued by {name} for patent infringement.|{Co} was ordered to pay {amt} in damages to {name}.|{Co} was fined {amt} by the competition authority.|The trial of {co}'s drug failed to meet its endpoint.
A strike has halted production at {co}'s {place} {plant}.|A fire at {co}'s {place} {plant} stopped the production of {product}.|The start-up of the {place} {plant} has been delayed.|Deliveries of {product} were delayed by component shortages.
{Co} has filed for bankruptcy.|{Co} breached the covenants of its loans.|{Co} is in talks with its lenders after failing to repay {amt}.|{Co} filed for restructuring proceedings at the district court of {place}.|Prosecutors suspect {co} of accounting fraud.
"{Period} was difficult for us in {country}," said {title} {person}.|"Unfortunately, demand has not recovered," said {person}, {title} of {co}.|"We have to adjust our costs to lower demand," {person} said.|"The result is a disappointment," says {title} {person}.
The equity ratio weakened to {pctlo} from {pcthi}.|Cash flow from operations was negative at {amt}.|The uncertainty in {country} is expected to hurt {co}'s {gain}.|{Co} says it will not reach its target for {gain}.|The talks between {co} and {name} on {product} have ended without a result.
{Customer} has chosen another supplier of {product} than {co}.|{Customer} puts off the purchase of {product} from {co}.|The contract between {co} and {customer} will not be renewed.|The order of {product} has been scaled down by {pct}.
{Gain} of the {unit} went down, because {product} sold poorly.|Both {gain} and {gain2} were lower than {before2}.|Including one-off items {gain} turned into a loss of {lo}.|{Co} went from an operating profit of {hi} to an operating loss of {lo}.|{Co}'s {gain} has now shrunk for {n} quarters in a row.
Interest expenses went up to {hi} from {lo}.|Higher prices of energy ate up {amt} of {co}'s {gain}.|{Co} has to renegotiate its loans.|Production in {place} moves to a four-day week.|The {place} {plant} runs at {pct} of its capacity.|{Co} puts its {plant} project in {place} on ice.
"""
NEUTRAL = """
{Co} is headquartered in {place}.|{Co} is based in {place}, {country}.|{Co} employs {bighi} people in {n} countries.|{Co} has {n} {plant}s in {country}.|The {plant} is located in {place}.|The group has operations in {n} countries.|The company operates in {country} and {country2}.
{Co} makes {product}.|{Co} is a {adj} manufacturer of {product}.|{Co} is a leading supplier of {product}.|{Co} develops and markets {product} for the {industry} industry.|{Co} provides {product} to customers in {country}.|{Co}'s product range includes {product} and {product2}.
{Co} is one of the world's largest makers of {product}.|{Co}, founded in {yearold}, produces {product}.|The company's products are sold in more than {n} countries.|The group's main markets are {country}, {country2} and {place}.|{Co} specialises in {product}.
{Co}'s net sales were {amt} in {year} and it had {bighi} employees.|In {year}, the group's net sales totalled {amt} and it employed {bighi} people.|{Name}'s annual turnover is about {amt}.|{Co} had {bighi} employees at the end of {period}.|The company has an annual turnover of {amt}.
{Co}'s shares are listed on the {place} stock exchange.|{Co} is listed on the Nordic exchange in {place}.|The shares will be traded under the symbol {sym}.|Trading in the shares begins on {date}.|{Co}'s share capital is {amt}, divided into {bighi} shares.
The total number of shares is {bighi}.|The new shares were entered in the trade register on {date}.|The subscription price of the shares is {epslo} per share.|The share subscription period ends on {date}.|A total of {bighi} shares were subscribed for with the stock options.
{Name} holds {pct} of the shares and votes in {co}.|{Name}'s holding in {co} has fallen below {n} percent.|{Name}'s ownership of {co} rose to {pct} on {date}.|After the transaction {name} owns {pct} of {co}.|{Co} is owned by {name} and {name2}.|{Name} has notified {co} of a change in its holding.
The company holds {bighi} of its own shares.|{Person} has acquired {bighi} shares in {co}.|{Name} owns {pct} of the company.|The state owns {pct} of {co}.|The stake is equivalent to {pct} of the voting rights.
The annual general meeting will be held in {place} on {date}.|{Co} will hold its annual general meeting on {date}.|The annual general meeting re-elected {person} and {person2} to the board.|The board has {n} members.|The meeting elected {name} as auditor.|The board convened after the meeting and elected {person} chairman.
{Co} will publish its interim report on {date}.|{Co} releases its results for {period} on {date} at {n}:00.|The interim report will be published on {date}.|The annual report is available on the company's website.|A press conference will be held in {place} on {date}.|The figures are unaudited.
{Person} has been appointed {title} of {co}.|{Co} has named {person} {title}.|{Person} will start as {title} on {date}.|{Person} is {n} years old and has worked for {name} since {year}.|{Person} reports to {title} {person2}.|{Person} will succeed {person2}, who retires {soon}.|{Person} has a degree in engineering.
Financial details were not disclosed.|The value of the contract was not disclosed.|The parties have agreed not to disclose the price.|The terms of the deal were not made public.|Deliveries will start {soon}.|The delivery is scheduled for {month} {year}.|The project will be completed {soon}.|The installation takes place {soon}.
The contract runs until {year}.|The contract period is {n} years.|The agreement includes an option for {n} more years.|The contract covers {n} sites in {country}.|The value of the order is {amt}.|The transaction is expected to be closed {soon}.|The deal is subject to approval by the authorities.|The deal requires the approval of the shareholders' meeting.
The purchase price is {amt}.|The acquisition was paid in cash.|The sale includes the {plant} in {place} with {n} employees.|The employees will transfer to {name} with their existing terms.|Closing is expected {soon}.|The companies will continue under their own names.|{Name} will become a subsidiary of {co}.
The {plant} has a floor area of {bighi} square metres.|The building will be ready {soon}.|The mill's annual capacity is {bighi} tonnes.|The ship carries {bighi} passengers.|The system includes {product} and {product2}.|The {product} are made at the {plant} in {place}.|The machine is {n} metres wide.
{Co}'s {unit} will be part of the {industry} division.|{Co} changes its reporting segments.|{Co} will report its figures in {n} segments from {year}.|{Co} changes its name to {name}.|The parent company of the group is {name}.|{Co} applies IFRS standards.|The comparison figures have been restated.
{Co} has issued a bond of {amt}.|The bond matures in {year}.|The loan period is {n} years.|{Co} has signed a {amt} credit facility with {bank}.|The facility will be used for general corporate purposes.|The interest rate of the loan is {pct}.|{Bank} acted as adviser to {co}.
{Gain} was {amt}, unchanged from {before2}.|{Gain} remained at the level of {year}.|{Gain} is expected to be at the same level as in {year}.|{Co} keeps its outlook for {year} unchanged.|{Co} reiterates its guidance.|{Gain} was in line with expectations.|{Gain} amounted to {amt}.|{Gain} for {period} came to {amt}.
{Co}'s {gain} totalled {amt} in {period}.|Of the group's sales, {pct} came from {country}.|The services business accounts for {pct} of sales.|Exports make up {pct} of net sales.|The operating margin target is {pct}.|The company's investments totalled {amt} in {period}.|Depreciation was {amt}.|Taxes for the period were {amt}.
{Bank} kept its hold rating on {co}.|{Bank} reiterates neutral on {co}.|{Bank} starts coverage of {co} with a hold recommendation.|Analysts polled by {name} expected {gain} of {amt}.|The consensus estimate for {gain} is {amt}.|{Co} shares closed unchanged at {epslo}.|At {n}:30 the share traded at {epslo}.
{Co} will present its {product} at a fair in {place} {soon}.|{Co} arranges a capital markets day in {place} on {date}.|{Person} will speak at a seminar in {place}.|{Co} participates in a research project on {industry}.|The programme is funded by the {adj} government.|The study was carried out by {name} among {bighi} people.
The market for {product} in {country} is worth about {amt} a year.|The {industry} industry employs {bighi} people in {country}.|There are {n} million mobile subscribers in {country}.|{Country} has {n} {industry} companies.|According to {person}, the choice of place will be made {soon}.|The decision will be taken {soon}.|No decision has been made yet.
{Co} is considering the sale of its {unit}.|{Co} is looking into alternatives for its {unit}.|{Co} is examining a new {plant} in {place}; a decision is due {soon}.|{Co} and {name} are in talks.|{Co} declined to comment on the report.|{Co} has no comment, said {person}.|{Person} could not be reached for comment.
{Co}'s customers include {name} and {name2}.|{Co}'s competitors are {name} and {name2}.|Its main brands are {name} and {name2}.|The {product} are designed by {person}.|The {product} will be available in shops {soon}.|The product costs {epslo} in {country}.|The recommended price is {epshi}.
"The {plant} is in {place}," said {person}.|"We will tell more {soon}," said {title} {person}.|"The talks are still going on," {person} said.|"Our strategy stays the same," said {title} {person}.|"The change is purely technical," {person} said.|For more information, contact {person}, {title}.
{Co}'s growth strategy is described in the annual report.|The bonus programme covers {n} key people.|The targets of the incentive scheme are tied to earnings per share growth.|The board may decide on an issue of at most {bighi} shares.|The authorisation is valid until {date}.|The option rights entitle to {bighi} shares.
{Co} moved its head office to {place}.|The company relocated its {plant} from {place} to {place2}.|The new {plant} replaces the one in {place}.|{Co} has leased {bighi} square metres of office space in {place}.|The lease runs until {year}.|{Co} sold the property to {name}.|{Name} buys the land from the city of {place}.
{Co} has changed the dates of its reports in {year}.|Stock exchange release {date}.|{Co} Stock Exchange Release.|This is a translation of the {adj} original.|Distribution: {place} exchange, main media.|{Co} in brief: {product}, {product2}, {n} countries.|The abbreviation stands for {industry}.|Safe harbor statement: forward-looking statements involve risks.
{Co} hands over the {product} to {customer} in {month}.|The order was booked in {quarter}.|The order is included in the order book of {quarter}.|The price was not told.|{Co} will finance the purchase with cash and loans.|{Name} is a {adj} {industry} company with {bighi} employees and sales of {amt}.
{Co} has {bighi} shareholders.|{Person} sold {n} shares of {co} on {date}.|The stake of {name} is now {pct} of the shares and {pct} of the votes.|{Co} cancels {bighi} of its own shares.|The record date is {date}.|{Co} pays its dividend on {date}.|The ratio of the merger is one share of {co} for {n} of {name}.
{Gain} was {amt}, as {before2}.|{Co}'s {gain} was {amt}.|{Gain} and {gain2} were level with {year}.|The {unit} had {gain} of {amt} and {bighi} employees.|The estimate holds for {year}.|The prices of {product} stayed where they were.|{Co} gave no estimate for {year}.
The {product} are used in the {industry} industry.|The {plant} makes {product} for {country}.|The line was supplied by {name} in {year}.|The {plant} will be run by {name}.|The site covers {n} hectares.|The work will employ {n} people for {n} months.|The pilot runs until {month}.|The {product} are sold under the {name} brand.
"""


def sentences(text):
    return [part.strip() for line in text.strip().splitlines() for part in line.split("|") if part.strip()]


TEMPLATES = [(sentences(POSITIVE), 0), (sentences(NEGATIVE), 1), (sentences(NEUTRAL), 2)]
# Sentences whose company is the actor of a plain fact about its past: the rest of the share of each label.
SHARES = [0.40, 0.24, 0.36]


# Who tells it changes nothing.
TELLERS = [", {co} said.", ", the company said on {weekday}.", ", said {title} {person}.", ", according to {person}.", ", {name} reported.",
           " , the company said in a statement .", ", it said in a stock exchange release.", "On {date}, ", "{place} - ", "Today, ",
           "It was announced on {weekday} that ", "According to the interim report, ", "{co} announced that "]


class Writer:
    """One sentence's slots. The same slot gives the same text within a sentence."""

    def __init__(self, rng):
        self.rng = rng
        self.known = {}

    def name(self):
        word = self.rng.choice(FIRST) + self.rng.choice(LAST)
        if self.rng.random() < 0.15:
            word += " " + self.rng.choice(["Systems", "Foods", "Metals", "Power", "Networks", "Pharma", "Bank", "Shipping", "Energy"])
        return word

    def company(self):
        rng = self.rng
        draw = rng.random()
        if draw < 0.15:
            return rng.choice(["the company", "the group", "the firm", "the {industry} company", "the {adj} company"])
        named = self.name() + rng.choice(["", "", " " + rng.choice(SUFFIX)])
        if draw < 0.35:
            return "{adj} {industry} " + rng.choice(["company ", "group ", "firm ", "maker ", ""]) + named
        if draw < 0.42:
            return named + rng.choice([" ({sym})", " (HEL: {sym})", " ({place}: {sym})", " (NYSE: {sym})"])
        return named

    def money(self, low, high):
        """Two amounts in the same words, the larger first."""
        rng = self.rng
        digits = rng.choice([0, 1, 1, 2])
        pattern = rng.choice(["EUR {} mn", "EUR {}mn", "{} million euros", "EUR {} million", "{} mln euro", "USD {} million", "SEK {} million",
                              "SEK {}m", "USD {}mn", "${} million", "${}m", "DKK {} million", "NOK {} billion", "GBP {} million",
                              "EUR{}m", "{} million", "€{} million", "€{}m", "Rs {} crore", "EUR {} bn", "eur {} mln"])
        pair = [pattern.format(f"{value:,.{digits}f}") for value in (high, low)]
        if rng.random() < 0.12:
            pair = [f"{text} ( ${value * 1.3:.1f} mn )" for text, value in zip(pair, (high, low))]
        return pair

    def numbers(self):
        rng = self.rng
        low = rng.uniform(1, 10) * 10 ** rng.choice([0, 0, 1, 1, 2])
        high = low * (1 + rng.choice([rng.uniform(0.02, 0.3), rng.uniform(0.1, 2)]))
        known = self.known
        known["hi"], known["lo"] = self.money(low, high)
        known["amt"] = rng.choice([known["hi"], "about " + known["lo"], "some " + known["hi"], known["lo"]])
        known["bighi"], known["biglo"] = (f"{round(value * 37):,}" for value in (high + 1, low + 0.5))
        currency = rng.choice(["EUR {}", "EUR{}", "{} euro", "SEK {}", "${}", "{} cents", "{} pence", "€{}"])
        known["epshi"], known["epslo"] = (currency.format(f"{value:.2f}") for value in (high / 10, low / 10))
        percent = rng.choice(["{} %", "{}%", "{} percent", "{} per cent", "{} pct"])
        share = rng.uniform(0.5, 60)
        known["pct"] = percent.format(f"{share:.{rng.choice([0, 1, 1, 2])}f}")
        known["pcthi"], known["pctlo"] = percent.format(f"{share + 9:.1f}"), percent.format(f"{share + 2:.1f}")
        known["n"] = str(rng.randint(2, 48))
        known["date"] = rng.choice([f"{rng.randint(1, 28)} {{month}} {{year}}", f"{{month}} {rng.randint(1, 28)}", f"{{month}} {rng.randint(1, 28)}, {{year}}"])
        known["sym"] = "".join(rng.choice("ABDEFGHKLMNOPRSTV") for _ in range(rng.randint(3, 5)))
        known["yearold"] = str(rng.randint(1870, 1999))
        known["before2"] = rng.choice(WORDS["before"]).removeprefix("in ").removeprefix("for ")
        known["bank"] = rng.choice(["{name} Securities", "{name} Bank", "{name} Markets", "an analyst at {name}", "{name}"])

    def slot(self, match):
        key = match.group(1)
        lower = key.lower()
        if lower not in self.known:
            base = lower.rstrip("2")
            if base == "co":
                self.known[lower] = self.fill(self.company())
            elif base == "name":
                self.known[lower] = self.name()
            else:
                self.known[lower] = self.fill(self.rng.choice(WORDS[base]))
        text = self.fill(self.known[lower])
        return text[:1].upper() + text[1:] if key[0].isupper() else text

    def fill(self, text):
        return re.sub(r"\{(\w+)\}", self.slot, text)

    def write(self, template, target):
        self.numbers()
        if target:
            self.known["co"] = target
        text = self.fill(template)
        rng = self.rng
        if rng.random() < 0.35:  # As a corpus that was cut into tokens prints it.
            text = re.sub(r"\s*([.,;:()%])(?=\s|$)", r" \1", text)
        if rng.random() < 0.15:
            text = rng.choice(["{place} -- ", "({date}) - ", "According to {co}, ", "{co}: ", "{date} - "]) + text
            text = self.fill(text)
        if rng.random() < 0.12 and not text.startswith('"'):
            said = rng.choice(TELLERS)
            text = self.fill(said + text if said.endswith(" ") else text.rstrip(" .") + said)
        if rng.random() < 0.2:
            text = text.rstrip(" .")
        return text


def write_sentences(count, seed, target_word=None):
    """`count` different (text, label) pairs; labels 0 positive, 1 negative, 2 neutral."""
    rng = random.Random(seed)
    made, seen = [], set()
    while len(made) < count:
        templates, label = rng.choices(TEMPLATES, SHARES)[0]
        writer = Writer(rng)
        text = writer.write(rng.choice(templates), target_word if target_word and rng.random() < 0.15 else None)
        if text not in seen:
            seen.add(text)
            made.append((text, label))
    return made


if __name__ == "__main__":
    print([len(t) for t, _ in TEMPLATES])
    for text, label in write_sentences(40, 1, "targetco"):
        print("+-0"[label], text)
