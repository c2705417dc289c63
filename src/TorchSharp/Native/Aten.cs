using System.Collections.Concurrent;

namespace TorchSharp.Native;

/// <summary>Calls the operators of libtorch by name, which is all that most functions of <see cref="torch"/> do.</summary>
internal static unsafe class Aten
{
    private const int SmallRoom = 128;

    private static readonly ConcurrentDictionary<string, int> Known = new(StringComparer.Ordinal);

    /// <summary>
    /// Calls an operator with one result. The name is "operator" or "operator.overload"; missing arguments take their defaults.
    /// </summary>
    internal static torch.Tensor Call(string name, params ReadOnlySpan<Value> values)
    {
        var count = Run(name, values, out var results);
        return new torch.Tensor(Only(name, results, count));
    }

    /// <summary>Calls an operator that writes into its first argument, and returns that.</summary>
    internal static torch.Tensor CallInPlace(string name, torch.Tensor target, params ReadOnlySpan<Value> values)
    {
        var count = Run(name, [target, .. values], out var results);
        Bridge.Dispose(Only(name, results, count));
        return target;
    }

    /// <summary>Calls an operator with two results.</summary>
    internal static (torch.Tensor First, torch.Tensor Second) CallPair(string name, params ReadOnlySpan<Value> values) =>
        CallMany(name, values) is [var first, var second]
            ? (first, second)
            : throw new InvalidOperationException($"{name} has not two results");

    /// <summary>Calls an operator with any number of results.</summary>
    internal static torch.Tensor[] CallMany(string name, params ReadOnlySpan<Value> values)
    {
        var count = Run(name, values, out var results);
        return Take(results, count);
    }

    /// <summary>The tensors behind handles that the bridge gave away; null for what is undefined.</summary>
    internal static torch.Tensor[] Take(IntPtr* handles, int count)
    {
        var tensors = new torch.Tensor[count];
        for (var i = 0; i < count; i++)
        {
            tensors[i] = handles[i] == IntPtr.Zero ? null! : new torch.Tensor(handles[i]);
        }

        return tensors;
    }

    private static IntPtr Only(string name, IntPtr* results, int count) =>
        count == 1 ? results[0] : throw new InvalidOperationException($"{name} has {count} results, not one");

    private static int Run(string name, ReadOnlySpan<Value> values, out IntPtr* results)
    {
        var room = 0;
        foreach (var value in values)
        {
            room += value.Room;
        }

        Span<long> items = room <= SmallRoom ? stackalloc long[SmallRoom] : new long[room];
        Span<Argument> arguments = stackalloc Argument[values.Length];
        fixed (long* start = items)
        fixed (Argument* first = arguments)
        {
            var used = 0;
            for (var i = 0; i < values.Length; i++)
            {
                arguments[i] = values[i].ToArgument(items.Slice(used, values[i].Room), start + used);
                used += values[i].Room;
            }

            return Bridge.Checked(Bridge.Call(Known.GetOrAdd(name, Find), first, values.Length, out results));
        }
    }

    private static int Find(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return Bridge.Checked(dot < 0 ? Bridge.Operator($"aten::{name}", "") : Bridge.Operator($"aten::{name[..dot]}", name[(dot + 1)..]));
    }
}
