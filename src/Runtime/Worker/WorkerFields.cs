using System.Runtime.InteropServices;
using DepthCompress.GraphIR;
using DepthCompress.Runtime.Measurement;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Runtime.Worker;

/// <summary>Records as fields of messages; both ends are of one program, so that an order of fields is agreement enough.</summary>
internal static class WorkerFields
{
    internal static void Write(this BinaryWriter writer, OrtSettings settings)
    {
        writer.Write((int)settings.Provider);
        writer.Write(settings.Threads);
        writer.Write((int)settings.Optimization);
    }

    internal static OrtSettings ReadSettings(this BinaryReader reader) => new()
    {
        Provider = (OrtProvider)reader.ReadInt32(),
        Threads = reader.ReadInt32(),
        Optimization = (OrtOptimization)reader.ReadInt32(),
    };

    internal static void Write(this BinaryWriter writer, LatencySettings settings)
    {
        writer.Write(settings.TargetHalfWidth);
        writer.Write(settings.Confidence);
        writer.Write(settings.MinRounds);
        writer.Write(settings.MaxRounds);
        writer.Write(settings.MaxSeconds);
        writer.Write(settings.WarmUpSeconds);
        writer.Write(settings.SampleSeconds);
        writer.Write(settings.Seed);
    }

    internal static LatencySettings ReadMeasurement(this BinaryReader reader) => new()
    {
        TargetHalfWidth = reader.ReadDouble(),
        Confidence = reader.ReadDouble(),
        MinRounds = reader.ReadInt32(),
        MaxRounds = reader.ReadInt32(),
        MaxSeconds = reader.ReadDouble(),
        WarmUpSeconds = reader.ReadDouble(),
        SampleSeconds = reader.ReadDouble(),
        Seed = reader.ReadInt32(),
    };

    internal static void Write(this BinaryWriter writer, LatencyEstimate estimate)
    {
        writer.Write(estimate.Median);
        writer.Write(estimate.HalfWidth);
        writer.Write(estimate.P10);
        writer.Write(estimate.P10HalfWidth);
        WorkerChannel.Write(writer, MemoryMarshal.AsBytes(estimate.Samples.AsSpan()));
        writer.Write((int)estimate.Noise);
    }

    internal static LatencyEstimate ReadEstimate(this BinaryReader reader) => new(
        reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(),
        [.. MemoryMarshal.Cast<byte, double>(WorkerChannel.ReadBytes(reader))], (NoiseVerdict)reader.ReadInt32());

    internal static void Write(this BinaryWriter writer, Diagnostic diagnostic)
    {
        writer.Write(diagnostic.Descriptor.Code);
        writer.Write(diagnostic.Message);
    }

    internal static DiagnosticException ReadFailure(this BinaryReader reader)
    {
        var (code, message) = (reader.ReadString(), reader.ReadString());
        var descriptor = DiagnosticCatalog.All.FirstOrDefault(one => one.Code == code) ?? DiagnosticCatalog.EngineFails;
        return new DiagnosticException(new Diagnostic(descriptor, null, message));
    }
}
