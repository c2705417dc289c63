using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using DepthCompress.GraphIR;
using DepthCompress.Runtime.Worker;

namespace DepthCompress.Tool.Tests;

/// <summary>Engines' processes of programs that use the library: the program itself, which never begins.</summary>
public sealed class EngineProgramTests
{
    private static readonly Assembly Entry = typeof(Program).Assembly;
    private static readonly string Runtime = RuntimeEnvironment.GetRuntimeDirectory();

    /// <summary>The program is asked for its version, and answers as an engine.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void AProgramThatIsStartedWithTheHookIsAnEngine()
    {
        using var engine = new EngineProcess(() => EngineProgram.Hooked(new ProcessStartInfo("dotnet", [Entry.Location, "--version"])), new());
        using var executor = new IsolatedExecutor(engine);
        Tensor[] inputs = [Passes.Planning.InputTensors.Random(ElementType.Float32, [1, 3, 16, 16], 1)];
        using var session = executor.Open(TinyNetworks.Residual);
        var before = session.Run(inputs);
        using (var worker = Process.GetProcessById(engine.Id!.Value))
        {
            worker.Kill();
            worker.WaitForExit();
        }

        Assert.True(before[0].ContentEquals(session.Run(inputs)[0]));
        Assert.Equal(2, engine.Starts);
    }

    [Fact]
    public void WithoutTheMarkTheHookLetsTheProgramBegin()
    {
        var start = EngineProgram.Hooked(new ProcessStartInfo("dotnet", [Entry.Location, "--version"]) { RedirectStandardOutput = true });
        start.Environment.Remove(EngineProgram.Mark);
        using var program = Process.Start(start)!;
        Assert.Contains(ToolVersion.Text, program.StandardOutput.ReadToEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void AProgramIsStartedAsItWas()
    {
        Assert.Equal(("/opt/depthcompress", ""), Of("/opt/depthcompress", Entry));
        Assert.Equal(("/usr/bin/dotnet", Entry.Location), Of("/usr/bin/dotnet", Entry));
        var (host, program) = Of("/opt/w3wp", Entry);
        Assert.Equal(("dotnet", Entry.Location), (Path.GetFileNameWithoutExtension(host), program));

        static (string, string) Of(string process, Assembly entry)
        {
            var start = EngineProgram.Hosted(process, entry, Runtime);
            return (start.FileName, string.Join(' ', start.ArgumentList));
        }
    }

    [Fact]
    public void WhatIsNoProgramOfNetIsAnError()
    {
        Assert.Equal("DC4323", Assert.Throws<DiagnosticException>(() => EngineProgram.Hosted("/opt/host", null, Runtime)).Diagnostic.Descriptor.Code);
        Assert.Equal("DC4323", Assert.Throws<DiagnosticException>(() => EngineProgram.Hosted("/opt/host", typeof(Graph).Assembly, Runtime)).Diagnostic.Descriptor.Code);
    }
}
