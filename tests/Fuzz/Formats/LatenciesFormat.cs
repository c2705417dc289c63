using System.Text;
using DepthCompress.GraphIR;

namespace DepthCompress.Fuzz;

/// <summary>What a device measured: JSON with a digest of itself.</summary>
internal sealed class LatenciesFormat : FuzzFormat
{
    public override string Name => "latencies";

    public override IEnumerable<byte[]> Seeds =>
    [
        Encoding.UTF8.GetBytes(DeviceLatenciesFile.Format(new DeviceLatencies
        {
            Schema = DeviceLatencies.CurrentSchema,
            Tool = "1",
            Model = "m",
            Bundle = "b",
            Machine = new MachineIdentity("device", "cpu", "engine", 1, "all"),
            Device = "device",
            MeasureSeconds = 3,
            Networks = 2,
            Rows = [new DeviceLatency("s", "text", 1, double.PositiveInfinity, 0.9, 0.1, NoiseVerdict.Quiet, DateTimeOffset.UnixEpoch)],
        })),
    ];

    public override string Load(byte[] bytes, string scratch)
    {
        File.WriteAllBytes(scratch, bytes);
        var found = DeviceLatenciesFile.Read(scratch);
        DeviceLatenciesFile.Parse(DeviceLatenciesFile.Format(found), "again");
        return $"{found.IsComplete} {found.TableRows.Count()}";
    }

    public override byte[] Change(byte[] bytes, byte[] other, Random random) => JsonMutator.Change(bytes, other, random);
}
