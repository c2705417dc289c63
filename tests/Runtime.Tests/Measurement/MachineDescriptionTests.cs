using DepthCompress.GraphIR;
using DepthCompress.Runtime.Measurement;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Runtime.Tests.Measurement;

public sealed class MachineDescriptionTests
{
    private static readonly MachineDescription Example = new()
    {
        Processor = "AMD EPYC (family 26, model 2)",
        Cores = 2,
        OperatingSystem = "Debian 12",
        Settings = new OrtSettings { Threads = 1 },
        Engine = "onnxruntime 1.29.0",
        Governor = "performance",
        LoadAverage = 0.5,
    };

    [Fact]
    public void AProcessorIsToldFromItsNamesakes() => Assert.Equal(
        "AMD EPYC (family 26, model 2)",
        MachineDescription.ProcessorIn("processor\t: 0\nvendor_id\t: AuthenticAMD\ncpu family\t: 26\nmodel\t\t: 2\nmodel name\t: AMD EPYC\n\nprocessor\t: 1\n"));

    [Fact]
    public void AProcessorWithoutFamilyKeepsItsName() => Assert.Equal("Neoverse", MachineDescription.ProcessorIn("model name : Neoverse\n"));

    [Theory]
    [InlineData("5.96 6.09 3.61 2/97 22233\n", 5.96)]
    [InlineData("nothing", null)]
    public void TheLoadIsTheFirstFigure(string text, double? expected) => Assert.Equal(expected, MachineDescription.LoadAverageIn(text));

    [Fact]
    public void AnAcceleratorSaysItsModel() =>
        Assert.Equal("NVIDIA H200", MachineDescription.AcceleratorIn("Model: \t\t NVIDIA H200\nIRQ:   \t\t 44\n"));

    [Fact]
    public void TheIdentityHoldsWhatTheKeyNeeds()
    {
        Assert.Equal(new MachineIdentity("AMD EPYC (family 26, model 2)", "cpu", "onnxruntime 1.29.0", 1, "all"), Example.Identity);
        Assert.Equal("NVIDIA H200", (Example with { Accelerator = "NVIDIA H200" }).Identity.Device);
    }

    [Fact]
    public void TheLineSaysEverything() => Assert.Equal(
        "AMD EPYC (family 26, model 2), 2 cores, Debian 12, onnxruntime 1.29.0 cpu, threads 1, optimization all, governor performance, load 0.50",
        Example.ToString());

    [NeedsFact(Need.OnnxRuntime)]
    public void ThisMachineIsDescribed()
    {
        var here = MachineDescription.Read(new OrtSettings { Threads = 2, Optimization = OrtOptimization.Basic });

        Assert.NotEmpty(here.Processor);
        Assert.Equal(new MachineIdentity(here.Processor, "cpu", "onnxruntime 1.29.0", 2, "basic"), here.Identity);
    }
}
