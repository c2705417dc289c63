using System.Text;
using System.Text.RegularExpressions;
using DepthCompress.GraphIR;

namespace DepthCompress.Tool.Tests;

/// <summary>Whatever is wrong: one line with a code, the right exit code, and nothing half-written.</summary>
public sealed partial class BadInputTests : IDisposable
{
    private readonly CommandLine line = new();

    public static TheoryData<string, int> BadLines => new()
    {
        { "optimize", (int)ExitCode.BadUsage },
        { "melt model.onnx", (int)ExitCode.BadUsage },
        { "optimize model.onnx --fast", (int)ExitCode.BadUsage },
        { "bench model.onnx --threads none", (int)ExitCode.BadUsage },
        { "bench model.onnx --provider abacus", (int)ExitCode.BadUsage },
        { "bench model.onnx --optimization-level much", (int)ExitCode.BadUsage },
        { "compress model.onnx --speedup fast", (int)ExitCode.BadUsage },
        { "compress model.onnx --target-latency 170%", (int)ExitCode.BadUsage },
        { "compress model.onnx --speedup 2x --target-latency 50%", (int)ExitCode.BadUsage },
        { "compress model.onnx --speedup 2x --max-drop much", (int)ExitCode.BadUsage },
        { "compress model.onnx --speedup 2x --families prune", (int)ExitCode.BadUsage },
        { "compress model.onnx --speedup 2x --kernels 4", (int)ExitCode.BadUsage },
        { "compress model.onnx --speedup 2x --report report.pdf", (int)ExitCode.BadUsage },
        { "compress model.onnx", (int)ExitCode.BadUsage },
        { "compress model.onnx --speedup 2x --data pictures", (int)ExitCode.BadUsage },
        { "compress model.onnx --speedup 2x --data synthetic:shapes10 --preprocess polka", (int)ExitCode.BadUsage },
        { "compress model.onnx --speedup 2x --metric beauty", (int)ExitCode.BadUsage },
        { "compress model.onnx --speedup 2x --data synthetic:noise?height=16&width=16 --metric accuracy", (int)ExitCode.BadUsage },
        { "compress model.onnx --speedup 2x --data synthetic:shapes10", (int)ExitCode.BadInput },
        { "compress model.onnx --speedup 2x --data cifar10:nowhere", (int)ExitCode.BadInput },
        { "compress model.onnx --speedup 2x --data synthetic:shapes10?skip=5000", (int)ExitCode.BadInput },
        { "compress model.onnx --speedup 2x -o model.onnx --force", (int)ExitCode.BadInput },
        { "compress model.onnx --speedup 2x -o nowhere/out.onnx", (int)ExitCode.BadInput },
        { "compress linear.onnx --speedup 2x", (int)ExitCode.BadInput },
        { "bench anysize.onnx", (int)ExitCode.BadUsage },
        { "bench model.onnx --input-shape 1x3x17x17", (int)ExitCode.BadUsage },
        { "bench model.onnx --input-shape other=1x3x16x16", (int)ExitCode.BadUsage },
        { "inspect absent.onnx", (int)ExitCode.BadInput },
        { "apply model.onnx", (int)ExitCode.BadUsage },
        { "apply model.onnx --plan absent.json", (int)ExitCode.BadInput },
        { "apply model.onnx --plan text.json", (int)ExitCode.BadInput },
        { "importance model.onnx --shard 3/2", (int)ExitCode.BadUsage },
        { "data melt synthetic:shapes10", (int)ExitCode.BadUsage },
        { "data describe npy:absent.npy", (int)ExitCode.BadInput },
        { "inspect model.onnx --config text.json", (int)ExitCode.BadUsage },
        { "inspect model.onnx --config misspelled.json", (int)ExitCode.BadUsage },
        { "inspect model.onnx --verbosity loud", (int)ExitCode.BadUsage },
        { "verify model.onnx linear.onnx", (int)ExitCode.Missed },
        { "eval model.onnx", (int)ExitCode.BadUsage },
        { "eval model.onnx --data synthetic:shapes10 --metric beauty", (int)ExitCode.BadUsage },
        { "eval model.onnx --data synthetic:shapes10?size=16 --batch 0", (int)ExitCode.BadUsage },
        { "eval model.onnx --data synthetic:shapes10 --preprocess unit", (int)ExitCode.BadInput },
        { "train model.onnx", (int)ExitCode.BadUsage },
        { "train model.onnx --steps 0 --data synthetic:shapes10?size=16", (int)ExitCode.BadUsage },
        { "train model.onnx --steps 5 --epochs 2 --data synthetic:shapes10?size=16", (int)ExitCode.BadUsage },
        { "train model.onnx --optimizer magic --data synthetic:shapes10?size=16", (int)ExitCode.BadUsage },
        { "train model.onnx --lr 0 --data synthetic:shapes10?size=16", (int)ExitCode.BadUsage },
        { "train model.onnx --lr fast --data synthetic:shapes10?size=16", (int)ExitCode.BadUsage },
        { "train model.onnx --schedule zigzag --data synthetic:shapes10?size=16", (int)ExitCode.BadUsage },
        { "train model.onnx --warmup long --data synthetic:shapes10?size=16", (int)ExitCode.BadUsage },
        { "train model.onnx --warmup 100% --data synthetic:shapes10?size=16", (int)ExitCode.BadUsage },
        { "train model.onnx --milestones 0.5,1 --data synthetic:shapes10?size=16", (int)ExitCode.BadUsage },
        { "train model.onnx --weight-decay -1 --data synthetic:shapes10?size=16", (int)ExitCode.BadUsage },
        { "train model.onnx --label-smoothing 1 --data synthetic:shapes10?size=16", (int)ExitCode.BadUsage },
        { "train model.onnx --ema 1.5 --data synthetic:shapes10?size=16", (int)ExitCode.BadUsage },
        { "train model.onnx --momentum 1 --data synthetic:shapes10?size=16", (int)ExitCode.BadUsage },
        { "train model.onnx --device abacus --data synthetic:shapes10?size=16", (int)ExitCode.BadUsage },
        { "train model.onnx --lr-factor stem --data synthetic:shapes10?size=16", (int)ExitCode.BadUsage },
        { "train model.onnx --batch-size 0 --data synthetic:shapes10?size=16", (int)ExitCode.BadUsage },
        { "train model.onnx --temperature 4 --data synthetic:shapes10?size=16", (int)ExitCode.BadUsage },
        { "train model.onnx --data synthetic:shapes10 --preprocess unit", (int)ExitCode.BadInput },
        { "train model.onnx --data synthetic:shapes10?size=16 --preprocess unit --checkpoint nowhere/run.checkpoint", (int)ExitCode.BadInput },
        { "finetune model.onnx", (int)ExitCode.BadUsage },
        { "finetune model.onnx --data synthetic:shapes10?size=16 --temperature 0", (int)ExitCode.BadUsage },
        { "finetune model.onnx --data synthetic:shapes10?size=16 --distill-weight 2", (int)ExitCode.BadUsage },
        { "finetune model.onnx --data synthetic:shapes10?size=16 --teacher linear.onnx --no-distillation", (int)ExitCode.BadUsage },
        { "finetune model.onnx --data synthetic:shapes10?size=16 --teacher absent.onnx", (int)ExitCode.BadInput },
        { "finetune model.onnx --data synthetic:shapes10?size=16 --plan absent.json", (int)ExitCode.BadInput },
        { "compress model.onnx --speedup 2x --finetune", (int)ExitCode.BadUsage },
        { "compress model.onnx --speedup 2x --epochs 3", (int)ExitCode.BadUsage },
    };

    [NeedsTheory(Need.OnnxRuntime)]
    [MemberData(nameof(BadLines))]
    public void AMistakeIsOneLineWithACode(string text, int exit)
    {
        Prepare();
        var before = Directory.GetFiles(line["."]).Order(StringComparer.Ordinal).ToArray();
        var got = line.Run(ArgumentsOf(text));

        Assert.True((int)got == exit, $"{got}: {line.Error}");
        var errors = line.Error.Split('\n').Where(found => found.Contains(" : error ", StringComparison.Ordinal)).ToArray();
        var single = Assert.Single(errors);
        Assert.Matches(@"^\S.* : error DC\d{4}: .+; .+$", single.TrimEnd());
        Assert.DoesNotContain("DC9", single, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", line.Error, StringComparison.Ordinal);
        Assert.Equal(before,
            Directory.GetFiles(line["."]).Where(file => !file.Contains("tables.db", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal));
    }

    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(2000)]
    public void ATruncatedModelIsBadInput(int length)
    {
        Prepare();
        var whole = File.ReadAllBytes(line["model.onnx"]);
        line.Write("cut.onnx", whole[..length]);
        Assert.Equal(ExitCode.BadInput, line.Run("inspect", line["cut.onnx"]));
        Assert.Contains("cut.onnx : error DC1", line.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void RandomBytesAreNoModel()
    {
        var bytes = new byte[4096];
        new Random(7).NextBytes(bytes);
        Assert.Equal(ExitCode.BadInput, line.Run("optimize", line.Write("random.onnx", bytes), "-o", line["out.onnx"]));
        Assert.False(File.Exists(line["out.onnx"]));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ExternalDataThatIsNotThereIsNamed()
    {
        WriteExternal();
        File.Delete(line["model.onnx.data"]);
        Assert.Equal(ExitCode.BadInput, line.Run("inspect", line["model.onnx"]));
        Assert.Contains("error DC1011: ", line.Error, StringComparison.Ordinal);
        Assert.Contains("'model.onnx.data'", line.Error, StringComparison.Ordinal);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ExternalDataOutsideOfTheFolderIsRefused()
    {
        WriteExternal();
        Replace("model.onnx", "model.onnx.data", "../dir.onnx.dat");
        Assert.Equal(ExitCode.BadInput, line.Run("inspect", line["model.onnx"]));
        Assert.Contains("error DC1012: ", line.Error, StringComparison.Ordinal);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void ACircleIsNamed()
    {
        var input = new Value("xx", new TensorType(ElementType.Float32, [1, 4])) { IsPinned = true };
        Value[] values = [new("aa"), new("bb"), new("cc")];
        var nodes = values.Select((value, index) =>
            new Node { Name = $"n{index}", Op = new Relu(), Inputs = [index == 0 ? input : values[index - 1]], Outputs = [value] });
        line.Write("circle.onnx",
            Graph.Create("circle", [input], nodes, [new GraphOutput("cc", values[2])], new Dictionary<Value, Tensor>()));
        Replace("circle.onnx", "xx", "cc");
        Assert.Equal(ExitCode.BadInput, line.Run("inspect", line["circle.onnx"]));
        Assert.Contains("error DC1006: ", line.Error, StringComparison.Ordinal);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AFolderThatCannotBeWrittenIsFoundBeforeAnyWork()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        Prepare();
        Assert.Equal(ExitCode.BadInput,
            line.Run("compress", line["model.onnx"], "--speedup", "1.5x", "-o", "/proc/out.onnx", "--tables", line["tables.db"]));
        Assert.StartsWith("/proc/out.onnx : error DC1032: the output cannot be written: ", line.Error, StringComparison.Ordinal);
        Assert.Empty(line.Measured);
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void TablesThatAreNoneAreLeftAlone()
    {
        Prepare();
        Assert.Equal(ExitCode.BadInput, line.Run("profile", line["model.onnx"], "--tables", line["text.json"]));
        Assert.Contains("text.json : error DC2501: ", line.Error, StringComparison.Ordinal);
        Assert.Equal("not JSON", File.ReadAllText(line["text.json"]));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AnOutputThatExistsIsKeptWithoutForce()
    {
        Prepare();
        var target = line.Write("out.onnx", [1, 2, 3]);
        Assert.Equal(ExitCode.BadInput, line.Run("optimize", line["model.onnx"], "-o", target));
        Assert.Equal($"{target} : error DC1030: the output file exists already; choose another name, or pass --force", line.Error.Trim());
        Assert.Equal([1, 2, 3], File.ReadAllBytes(target));
        Assert.Equal(ExitCode.Done, line.Run("optimize", line["model.onnx"], "-o", target, "--force"));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void AnUnreachableBudgetIsMissedAndSaysHowFarOneGets()
    {
        Prepare();
        var exit = line.Run("compress", line["model.onnx"], "--speedup", "900x", "--json", "--tables", line["tables.db"], "-o",
            line["out.onnx"], "--calibration-count", "32", "--refit-count", "32", "--selection-count", "16");

        Assert.Equal(ExitCode.Missed, exit);
        Assert.Matches(@"model.onnx : error DC3201: no plan reaches [0-9.]+ ms; the fastest is predicted at [0-9.]+ ms \([0-9.]+x\)",
            line.Error);
        Assert.Equal("depthcompress/result/1", line.Json.GetProperty("schema").GetString());
        Assert.Equal("unreachable", line.Json.GetProperty("verdict").GetString());
        Assert.False(line.Json.GetProperty("verified").GetBoolean());
        Assert.False(File.Exists(line["out.onnx"]));
    }

    [Fact]
    public void ErrorsAreJsonWhereJsonIsWanted()
    {
        Assert.Equal(ExitCode.BadInput, line.Run("inspect", line["absent.onnx"], "--json"));
        Assert.Equal("depthcompress/error/1", line.Json.GetProperty("schema").GetString());
        Assert.Equal(3, line.Json.GetProperty("exitCode").GetInt32());
        var error = Assert.Single(line.Json.GetProperty("errors").EnumerateArray());
        Assert.Equal("DC1001", error.GetProperty("code").GetString());
        Assert.Equal(line["absent.onnx"], error.GetProperty("file").GetString());
        Assert.Equal("check the path of the model", error.GetProperty("remedy").GetString());
        Assert.Equal($"{line["absent.onnx"]} : error DC1001: no such file; check the path of the model", line.Error.Trim());
    }

    private void WriteExternal() => OnnxWriter.Write(
        new Model(TinyNetworks.Residual, new OnnxShell()), line["model.onnx"],
            new OnnxWriteOptions { ExternalData = true, ExternalThreshold = 1 });

    /// <summary>Puts other bytes of the same length in the place of the first occurrence, or of all of a longer name.</summary>
    private void Replace(string file, string old, string with)
    {
        var text = Encoding.Latin1.GetString(File.ReadAllBytes(line[file]));
        var changed = old.Length > 2 ? text.Replace(old, with, StringComparison.Ordinal)
            : text.Remove(text.IndexOf(old, StringComparison.Ordinal), 2).Insert(text.IndexOf(old, StringComparison.Ordinal), with);
        Assert.NotEqual(text, changed);
        File.WriteAllBytes(line[file], Encoding.Latin1.GetBytes(changed));
    }

    private void Prepare()
    {
        line.Write("model.onnx", TinyNetworks.Residual);
        line.Write("linear.onnx", TinyNetworks.Linear);
        line.Write("anysize.onnx", TinyNetworks.AnySize);
        line.Write("text.json", Encoding.UTF8.GetBytes("not JSON"));
        line.Write("misspelled.json", Encoding.UTF8.GetBytes("""{"thread": 2}"""));
    }

    /// <summary>
    /// The words of a line: files lie in the folder of the test, and so do the tables and outputs of those who make some.
    /// </summary>
    private string[] ArgumentsOf(string text)
    {
        string[] words = [.. text.Split(' ').Select(word => FileName().IsMatch(word) ? line[word] : word)];
        string[] tables = words[0] is "compress" or "importance" or "train" or "finetune" ? ["--tables", line["tables.db"]] : [];
        string[] output = words[0] is "compress" or "train" or "finetune" && !words.Contains("-o") ? ["-o", line["out.onnx"]] : [];
        return [.. words, .. tables, .. output];
    }

    [GeneratedRegex(@"^[\w/]+\.(onnx|json|npy|pdf)$")]
    private static partial Regex FileName();

    public void Dispose() => line.Dispose();
}
