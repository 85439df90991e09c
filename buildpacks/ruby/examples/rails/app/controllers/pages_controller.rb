class PagesController < ApplicationController
  def hello
  end
end
