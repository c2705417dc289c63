#!/usr/bin/env -S dotnet run
// A model made smaller without loss, in a script: dotnet run compress.cs MODEL.onnx OUTPUT.onnx
#:package DepthCompress@0.1.0
#:property PublishAot=false

using DepthCompress;

var result = await NetworkModel.Load(args[0]).OptimizeAsync(new OptimizeOptions { Output = args[1], Force = true });
Console.WriteLine($"{result.Before.Operators} -> {result.After.Operators} operators, "
    + $"{result.Before.Bytes} -> {result.After.Bytes} bytes, {result.ErrorRatio:0.00} times the original's own rounding error");
