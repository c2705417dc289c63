using BenchmarkDotNet.Attributes;
using DepthCompress.GraphIR;
using DepthCompress.Runtime.Data;

namespace DepthCompress.Benchmarks;

/// <summary>How fast a thread prepares images to train on, once they are in memory.</summary>
public class Feeding
{
    private const int Size = 128;
    private const int Batches = 20;

    private readonly TrainingStream stream = TrainingStream.Open(
        DataSources.Open("synthetic:noise?count=2560"), Preprocessing.Parse("in"), Augmentation.Parse("crop=4;flip"));

    /// <summary>The time per image of 3x32x32.</summary>
    [Benchmark(OperationsPerInvoke = Size * Batches)]
    public CalibrationBatch Prepare() => stream.From(0, Size, seed: 1).Take(Batches).Last();
}
