using System.Globalization;
using System.Text;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Fuzz;

/// <summary>Tables of the published programs, held against a network.</summary>
/// <param name="name">The format.</param>
/// <param name="method">Whose tables they are.</param>
internal sealed class AppliedTableFormat(string name, string method) : FuzzFormat
{
    private static readonly MachineIdentity Machine = new("device", "cpu", "engine", 1, "all");

    private static readonly string FirstSite = SmallNetwork.Chains[0].Sites[0].Name;

    public override string Name => name;

    public override IEnumerable<byte[]> Seeds => [Table(2), Table(4), Table(6)];

    public override string Load(byte[] bytes, string scratch)
    {
        var tables = new PublishedTables { Latencies = (Encoding.UTF8.GetString(bytes), "latencies.csv"), FirstSite = FirstSite, IsForced = true };
        var imported = PlanningMethods.Import(new MethodOptions { Name = method }, tables, SmallNetwork.Graph, SmallNetwork.Chains);
        return $"{imported.Positions.Length} {imported.LatencyOn(Machine)?.Saved.Count > 0}";
    }

    public override byte[] Change(byte[] bytes, byte[] other, Random random) => TextMutator.Change(bytes, other, random);

    private byte[] Table(int layers)
    {
        var text = new StringBuilder(method switch
        {
            "two-stage" => "id,st,end,time,stdev\n",
            "layermerge" => "id,st,end,ker,str,is_dw,time,stdev\n",
            _ => "index,time,stdev\n",
        });
        for (var start = 0; start < layers; start++)
        {
            text.Append(method switch
            {
                "two-stage" => string.Create(CultureInfo.InvariantCulture, $"0,{start},{start + 1},1.5,0\n"),
                "layermerge" => string.Create(CultureInfo.InvariantCulture, $"0,{start},{start + 1},3,1,0,1.5,0\n"),
                _ => string.Create(CultureInfo.InvariantCulture, $"{start + 1},1.5,0\n"),
            });
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
