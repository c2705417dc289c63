using DepthCompress.GraphIR;
using DepthCompress.Runtime.Measurement;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Runtime.Tests.Ort;

public sealed class OrtLatencyProbeTests
{
    private static readonly Graph Graph = GraphParser.Parse("""
        graph @net
          in %x : f32[N,4,8,8]
          const %w : f32[4,4,3,3] = random(1)
          %y = Conv(%x, %w, _) kernel_shape=[3,3] pads=[1,1,1,1] : f32[N,4,8,8]
          %z = Relu(%y) : f32[N,4,8,8]
          out %z
        """);

    private static readonly LatencySettings Brief = new() { MinRounds = 3, MaxRounds = 3, WarmUpSeconds = 0, SampleSeconds = 0.0001 };

    [NeedsFact(Need.OnnxRuntime)]
    public void EveryNetworkIsMeasuredInEveryRound()
    {
        var request = new LatencyRequest(Graph, [Tensor.Zeros(ElementType.Float32, [2, 4, 8, 8])]);

        var estimates = new OrtLatencyProbe(measurement: Brief).Measure([request, request]);

        Assert.Equal(2, estimates.Length);
        Assert.All(estimates, estimate =>
        {
            Assert.Equal(3, estimate.Samples.Length);
            Assert.All(estimate.Samples, sample => Assert.True(sample > 0));
            Assert.Equal(NoiseVerdict.TooNoisy, estimate.Noise);
        });
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AWrongInputIsADiagnostic()
    {
        var request = new LatencyRequest(Graph, [Tensor.Zeros(ElementType.Float32, [1, 3, 8, 8])]);

        var problem = Assert.Throws<DiagnosticException>(() => new OrtLatencyProbe(measurement: Brief).Measure([request]));

        Assert.Equal("'net' takes f32[N,4,8,8] as 'x', not f32[1,3,8,8]", problem.Message);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void CancellationIsHeardBeforeAnythingRuns()
    {
        var request = new LatencyRequest(Graph, [Tensor.Zeros(ElementType.Float32, [1, 4, 8, 8])]);

        Assert.Throws<OperationCanceledException>(() => new OrtLatencyProbe().Measure([request], cancellation: new CancellationToken(true)));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void TheMachineSaysHowTheEngineIsSet()
    {
        var machine = new OrtLatencyProbe(new OrtSettings { Threads = 2, Optimization = OrtOptimization.Basic }).Machine;

        Assert.Equal(("cpu", "onnxruntime 1.29.0", 2, "basic"), (machine.Provider, machine.Engine, machine.Threads, machine.OptimizationLevel));
    }
}
