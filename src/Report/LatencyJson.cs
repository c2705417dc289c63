using System.Text.Json;
using DepthCompress.GraphIR;

namespace DepthCompress.Report;

/// <summary>Latencies as JSON, everywhere alike; milliseconds.</summary>
public static class LatencyJson
{
    /// <summary>How much faster one network is than another.</summary>
    public static void WriteSpeedup(LatencyComparison speed, Utf8JsonWriter json)
    {
        json.WriteFinite("speedup", speed.PairedSpeedup);
        json.WriteFinite("speedupLow", speed.PairedLow);
        json.WriteFinite("speedupHigh", speed.PairedHigh);
    }

    /// <summary>Two networks that were measured in the same rounds: the properties of an object that is open.</summary>
    public static void WriteBoth(LatencyEstimate before, LatencyEstimate after, LatencyComparison speed, Utf8JsonWriter json)
    {
        json.WriteFinite("beforeMs", before.Median);
        json.WriteFinite("afterMs", after.Median);
        WriteSpeedup(speed, json);
        json.WriteFinite("beforeHalfWidthMs", before.HalfWidth);
        json.WriteFinite("afterHalfWidthMs", after.HalfWidth);
        json.WriteNumber("rounds", speed.Rounds);
        json.WriteString("noise", NameOf(speed.Noise));
    }

    /// <summary>A verdict on noise as JSON spells it.</summary>
    public static string NameOf(NoiseVerdict noise) => JsonNamingPolicy.CamelCase.ConvertName($"{noise}");
}
